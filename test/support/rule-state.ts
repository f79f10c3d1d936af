import { DescribeRuleCommand, EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { CliWorld } from './cli-world.ts';

/** ENABLED or DISABLED, as the sandbox says when asked past the CLI. */
export async function ruleState({ sandbox, environment }: CliWorld): Promise<string | undefined> {
  const { accessKeyId, secretAccessKey } = sandbox.credentials;
  const rules = new EventBridgeClient({
    endpoint: sandbox.endpoint,
    region: environment.region,
    credentials: { accessKeyId, secretAccessKey },
  });
  const { State } = await rules.send(new DescribeRuleCommand({ Name: environment.rule }));
  rules.destroy();
  return State;
}
