import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Environment } from '../domain/environment.ts';
import { alarmsOf } from '../monitoring/alarms.ts';

/** The world that a sandbox begins with, from the environment that will be pointed at it. */
export function sandboxWorld(environment: Environment) {
  const { account, region, rule, relay, legacy, tables } = environment;
  return {
    account,
    region,
    rule,
    function: environment.function,
    relay,
    legacy,
    drill: null,
    tables,
    logGroup: `/aws/lambda/${environment.function}`,
    alarms: alarmsOf(environment),
    topicArn: `arn:aws:sns:${region}:${account}:${environment.function}-alerts`,
    bundles: { run: bundle('run.mjs'), relay: bundle('relay.mjs') },
  };
}

/** The Lambda programs lie beside the CLI's bundle, and under dist/ as seen from the sources. */
function bundle(name: string): string {
  const beside = join(import.meta.dirname, '..', 'lambda', name);
  return existsSync(beside) ? beside : join(import.meta.dirname, '..', '..', 'dist', 'lambda', name);
}
