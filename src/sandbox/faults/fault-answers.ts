import { AwsError, type ServiceName } from '../http/service.ts';

/** The throttling error that each service's clients know and retry. */
export function throttlingError(service: ServiceName): AwsError {
  if (service === 'lambda') {
    const detail = { Reason: 'CallerRateLimitExceeded', Type: 'User' };
    return new AwsError('TooManyRequestsException', 'Rate exceeded', 429, detail);
  }
  if (isXmlService(service)) return new AwsError('Throttling', 'Rate exceeded', 400);
  return new AwsError('ThrottlingException', 'Rate exceeded', 400);
}

export function serverError(service: ServiceName): AwsError {
  if (service === 'lambda') return new AwsError('ServiceException', 'An internal error occurred.', 500);
  if (service === 'events') return new AwsError('InternalException', 'An internal error occurred.', 500);
  if (service === 'dynamodb') return new AwsError('InternalServerError', 'Internal server error', 500);
  return new AwsError('InternalFailure', 'An internal error occurred.', 500);
}

export function accessDenied(service: ServiceName, operation: string): AwsError {
  const message = `User is not authorized to perform: ${service}:${operation} because no identity-based policy allows the ${service}:${operation} action`;
  if (isXmlService(service)) return new AwsError('AccessDenied', message, 403);
  return new AwsError('AccessDeniedException', message, service === 'lambda' ? 403 : 400);
}

/** What a proxy between the client and AWS says; it is no document of any service. */
export const proxyPage =
  '<html><head><title>503 Service Temporarily Unavailable</title></head><body><h1>503</h1></body></html>';

function isXmlService(service: ServiceName): boolean {
  return service === 'sts' || service === 'sns' || service === 'iam' || service === 'monitoring';
}
