/** Lambda's REST paths: method, path, operation and the status of a success. `{Name}` binds one path segment. */
const routes = [
  ['GET', '/2015-03-31/functions', 'ListFunctions', 200],
  ['GET', '/2015-03-31/functions/{FunctionName}', 'GetFunction', 200],
  ['GET', '/2015-03-31/functions/{FunctionName}/configuration', 'GetFunctionConfiguration', 200],
  ['PUT', '/2015-03-31/functions/{FunctionName}/code', 'UpdateFunctionCode', 200],
  ['POST', '/2015-03-31/functions/{FunctionName}/versions', 'PublishVersion', 201],
  ['GET', '/2015-03-31/functions/{FunctionName}/versions', 'ListVersionsByFunction', 200],
  ['POST', '/2015-03-31/functions/{FunctionName}/aliases', 'CreateAlias', 201],
  ['GET', '/2015-03-31/functions/{FunctionName}/aliases', 'ListAliases', 200],
  ['GET', '/2015-03-31/functions/{FunctionName}/aliases/{Name}', 'GetAlias', 200],
  ['PUT', '/2015-03-31/functions/{FunctionName}/aliases/{Name}', 'UpdateAlias', 200],
  ['GET', '/2015-03-31/functions/{FunctionName}/policy', 'GetPolicy', 200],
  ['POST', '/2015-03-31/functions/{FunctionName}/policy', 'AddPermission', 201],
  ['DELETE', '/2015-03-31/functions/{FunctionName}/policy/{StatementId}', 'RemovePermission', 204],
  ['POST', '/2015-03-31/functions/{FunctionName}/invocations', 'Invoke', 200],
  ['PUT', '/2017-10-31/functions/{FunctionName}/concurrency', 'PutFunctionConcurrency', 200],
  ['DELETE', '/2017-10-31/functions/{FunctionName}/concurrency', 'DeleteFunctionConcurrency', 204],
  ['GET', '/2019-09-30/functions/{FunctionName}/concurrency', 'GetFunctionConcurrency', 200],
  ['PUT', '/2019-09-25/functions/{FunctionName}/event-invoke-config', 'PutFunctionEventInvokeConfig', 200],
  [
    'POST',
    '/2019-09-25/functions/{FunctionName}/event-invoke-config',
    'UpdateFunctionEventInvokeConfig',
    200,
  ],
  ['GET', '/2019-09-25/functions/{FunctionName}/event-invoke-config', 'GetFunctionEventInvokeConfig', 200],
  [
    'DELETE',
    '/2019-09-25/functions/{FunctionName}/event-invoke-config',
    'DeleteFunctionEventInvokeConfig',
    204,
  ],
] as const;

export interface LambdaRoute {
  readonly operation: string;
  readonly status: number;
  readonly path: Readonly<Record<string, string>>;
}

const compiled = routes.map(([method, path, operation, status]) => ({
  method,
  operation,
  status,
  pattern: new RegExp(`^${path.replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)')}/?$`),
}));

export function isLambdaPath(path: string): boolean {
  return /^\/20\d\d-\d\d-\d\d\//.test(path);
}

/** The operation behind a path, with its decoded segments; null where there is none. */
export function matchLambdaRoute(method: string, path: string): LambdaRoute | null {
  for (const route of compiled) {
    const match = route.method === method ? route.pattern.exec(path) : null;
    if (!match) continue;
    const bound = Object.entries(match.groups ?? {}).map(([name, value]) => [
      name,
      decodeURIComponent(value),
    ]);
    return { operation: route.operation, status: route.status, path: Object.fromEntries(bound) };
  }
  return null;
}
