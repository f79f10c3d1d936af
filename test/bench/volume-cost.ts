import type { VolumeRun } from './measure-volume.ts';

/*
 * US dollars, list prices of us-east-1 without free tiers. Lambda, x86, per GB-second and per request:
 * https://aws.amazon.com/lambda/pricing/. DynamoDB on demand, per million request units, as quoted by
 * https://airbyte.com/data-engineering-resources/dynamodb-pricing. CloudWatch Logs per GB taken in, as quoted for June 2026 by
 * https://c3x.dev/blog/cloudwatch-logs-cost-optimization. Seoul is dearer for the last two; the bill has the last word. SENS
 * bills per message by its own contract, which is not in here.
 */
const usd = {
  lambdaGbSecond: 0.0000166667,
  lambdaRequest: 0.0000002,
  writeUnit: 0.625 / 1e6,
  readUnit: 0.125 / 1e6,
  logGb: 0.5,
} as const;
const memoryGb = 1;
/** A claim stands in two indexes, and a key that changes there is a deletion and a put: at most so many times the table's own. */
const indexShare = 1;
const politenessS = 1;

/** What 1,000 bookings of one run cost at AWS: the waiting for the booking host, as billed at 1 s a call, on its own. */
export function costPerThousand(run: VolumeRun): string {
  const per = 1_000 / run.bookings;
  const work = (run.totalMs / 1_000) * memoryGb * usd.lambdaGbSecond + usd.lambdaRequest;
  const waiting = run.calls.booking * politenessS * memoryGb * usd.lambdaGbSecond;
  const writes = run.calls.writeUnits * (1 + indexShare) * usd.writeUnit;
  const reads = run.calls.readUnits * usd.readUnit;
  const logs = (run.logBytes / 1e9) * usd.logGb;
  const shown = (value: number) => `$${(value * per).toFixed(5)}`;
  return `${shown(work + writes + reads + logs)} per 1,000 bookings (Lambda ${shown(work)}, DynamoDB ${shown(writes + reads)}, logs ${shown(logs)}); politeness adds ${shown(waiting)}`;
}
