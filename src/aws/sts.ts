/* STS: whose credentials these are, and through what they were sent. */
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import * as z from 'zod';
import type { ObservedEndpoint } from '../domain/target.ts';
import { answerOf } from './answer-of.ts';
import { type AwsClientOptions, clientPair } from './client-settings.ts';
import { notTheServicesAnswer } from './explain-aws-error.ts';
import type { CallerIdentity, IdentityService } from './services.ts';

/** `observedEndpoint` gives what the recorder saw of the endpoint that answered; null before any answer. */
export function createIdentityService(
  options: AwsClientOptions,
  observedEndpoint: () => ObservedEndpoint | null,
): IdentityService {
  const client = clientPair(options, 'quick', (config) => new STSClient(config)).reader;
  return { whoAmI: () => whoAmI(client, observedEndpoint) };
}

const identityAnswer = z.object({ Account: z.string(), Arn: z.string() });

async function whoAmI(
  client: STSClient,
  observedEndpoint: () => ObservedEndpoint | null,
): Promise<CallerIdentity> {
  const call = { action: 'sts:GetCallerIdentity', subject: 'these credentials' };
  const { value } = await answerOf(call, identityAnswer, () => client.send(new GetCallerIdentityCommand({})));
  const endpoint = observedEndpoint();
  if (endpoint === null) throw notTheServicesAnswer(call, 'the recorder saw no answer');
  return { account: value.Account, arn: value.Arn, endpoint };
}
