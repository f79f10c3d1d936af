import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { readSettings, type Settings } from '../src/rules/settings/read-settings.ts';
import { type Clock, systemClock } from '../src/runtime/clock.ts';
import { type PoliteGate, politeGate } from './bookings/polite-gate.ts';
import { readBuildId } from './build-id.ts';
import type { LambdaTables } from './run-context.ts';
import { type BaseUrls, readBaseUrls } from './settings/base-urls.ts';
import { readBookingInterval, readSendInterval } from './settings/intervals.ts';
import { acknowledgeInSandbox, isSandboxed } from './settings/sandbox.ts';
import { sdkTimeouts } from './settings/sdk-timeouts.ts';
import {
  type ReadSecret,
  type ReadVersionedSecret,
  valuesOf,
  versionedSecretReader,
} from './settings/secrets.ts';

/** What is made once at cold start and used by every run of this process. */
export interface Program {
  readonly settings: Settings;
  /** True: every vendor is a pretend one on this machine. */
  readonly isSandbox: boolean;
  readonly buildId: string;
  readonly baseUrls: BaseUrls;
  readonly bookingGate: PoliteGate;
  /** Least time between the starts of two sends, milliseconds. */
  readonly sendIntervalMs: number;
  readonly readSecret: ReadSecret;
  /** Over the same cache; the version tells a corrected value from the refused one. */
  readonly readVersionedSecret: ReadVersionedSecret;
  readonly dynamo: DynamoDBDocumentClient;
  readonly tables: LambdaTables;
  readonly clock: Clock;
}

export const lambdaTables: LambdaTables = {
  sms: 'sms',
  shadow: 'sms_v2',
  claims: 'sms_claims',
  session: 'session',
  control: 'naver-sms-control',
};

/** `programUrl`: import.meta.url of the program; its configuration lies beside it, in the bundle as in the sources. */
export async function loadProgram(programUrl: string): Promise<Program> {
  const configFolder = new URL('./config/', programUrl);
  const baseUrls = readBaseUrls(process.env);
  const isSandbox = isSandboxed(baseUrls);
  const secrets = new SecretsManagerClient({ requestHandler: sdkTimeouts });
  const readVersionedSecret = versionedSecretReader(secrets, systemClock.now);
  return {
    settings: acknowledgeInSandbox(readSettings(configFolder), process.env, isSandbox),
    isSandbox,
    buildId: await readBuildId(programUrl, configFolder),
    baseUrls,
    bookingGate: politeGate(readBookingInterval(process.env), {
      monotonicMs: systemClock.monotonicMs,
      sleep: (ms) => systemClock.sleep(ms),
    }),
    sendIntervalMs: readSendInterval(process.env),
    readSecret: valuesOf(readVersionedSecret),
    readVersionedSecret,
    dynamo: DynamoDBDocumentClient.from(new DynamoDBClient({ requestHandler: sdkTimeouts }), {
      marshallOptions: { removeUndefinedValues: true },
    }),
    tables: lambdaTables,
    clock: systemClock,
  };
}
