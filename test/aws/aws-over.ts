/* The real adapters over the real SDK, pointed at a server on this machine. */
import { createCallRecorder } from '../../src/aws/call-recorder.ts';
import { createAwsServices } from '../../src/aws/create-aws-services.ts';
import type { CallRecord } from '../../src/domain/call-record.ts';

export const region = 'ap-northeast-2';
export const controlTable = 'naver-sms-control';

/** The SDK reads its endpoint and credentials from the process; these are invented. */
export function pointSdkAt(origin: string): void {
  process.env.AWS_ENDPOINT_URL = origin;
  process.env.AWS_ACCESS_KEY_ID = 'invented-key-id';
  process.env.AWS_SECRET_ACCESS_KEY = 'invented-secret';
  process.env.AWS_EC2_METADATA_DISABLED = 'true';
  process.env.AWS_CONFIG_FILE = '/dev/null';
  process.env.AWS_SHARED_CREDENTIALS_FILE = '/dev/null';
  delete process.env.AWS_SESSION_TOKEN;
  delete process.env.AWS_PROFILE;
}

/** Services and recorder over `origin`; `records` are those that went to the sink. */
export function awsOver(origin: string) {
  pointSdkAt(origin);
  const records: CallRecord[] = [];
  const sandboxes: { origin: string; offsetMs: number }[] = [];
  const recorder = createCallRecorder({
    now: () => new Date(),
    monoMs: () => performance.now(),
    sink: (record) => records.push(record),
    onSandbox: (seen) => sandboxes.push(seen),
    environment: process.env,
  });
  return { aws: createAwsServices({ region, controlTable, recorder }), recorder, records, sandboxes };
}
