import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { readBuildId } from '../../lambda/build-id.ts';
import { FaultBook } from '../../src/sandbox/faults/fault-book.ts';
import { CallLog } from '../../src/sandbox/http/call-log.ts';
import { createFront } from '../../src/sandbox/http/front.ts';
import { FunctionConnections } from '../../src/sandbox/http/function-connections.ts';
import type { SandboxService } from '../../src/sandbox/http/service.ts';
import { standaloneContext } from '../../src/sandbox/outside/standalone-context.ts';
import { startOutsideWorld } from '../../src/sandbox/outside/start-outside-world.ts';
import { createSecretsService } from '../../src/sandbox/secrets/secrets-service.ts';
import { createTablesService } from '../../src/sandbox/tables/tables-service.ts';
import { type CallCounts, countCall, noCalls } from './count-calls.ts';
import { startLatencyProxy } from './latency-proxy.ts';
import { type PlannedVolume, planVolume, type VolumeSize } from './plan-volume.ts';

/** How long the real neighbours take to answer, milliseconds: the dials of this benchmark, not measurements of theirs. */
export const vendorLatencyMs = { booking: 120, sens: 80, dynamodb: 5, other: 50 } as const;

/** A world of many stores behind slow neighbours, and the bundle with a configuration that names those stores. */
export interface VolumeWorld {
  readonly bundle: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Real milliseconds to the world's own. */
  readonly offsetMs: number;
  readonly nowMs: () => number;
  readonly calls: CallCounts;
  readonly sent: () => number;
  stop(): Promise<void>;
}

const startMs = Date.parse('2026-11-02T05:00:00Z');
const dist = join(import.meta.dirname, '../../dist');
const account = { AWS_REGION: 'ap-northeast-2', AWS_ACCESS_KEY_ID: 'x', AWS_SECRET_ACCESS_KEY: 'x' };

/** `tableMs`: how long DynamoDB takes for an answer, milliseconds. */
export async function startVolumeWorld(
  size: VolumeSize,
  tableMs: number = vendorLatencyMs.dynamodb,
): Promise<VolumeWorld> {
  const plan = planVolume(size, startMs);
  const bundle = copyBundle(plan);
  const context = standaloneContext({ startMs });
  const outside = await startOutsideWorld({ startMs, bookings: plan.bookings });
  const tables = await createTablesService(context, {
    tables: { sms: 'sms', claims: 'sms_claims', session: 'session', control: 'naver-sms-control' },
  });
  const secrets = createSecretsService(context);
  for (const [part, value] of Object.entries(outside.keys)) {
    secrets.put(`naver-sms-automation/${part}-credentials`, value);
  }
  await tables.putItems('sms', plan.rows);
  await tables.putItem('session', { id: { S: '1' }, cookies: { S: JSON.stringify(outside.sessionCookies) } });
  await tables.putItem('naver-sms-control', await approval(bundle));
  const front = await listen(context, [tables, secrets]);
  const calls = noCalls();
  const onCall = countCall(calls);
  const aws = await startLatencyProxy({
    target: front.endpoint,
    latencyMs: () => tableMs,
    onCall,
  });
  const world = await startLatencyProxy({
    target: outside.endpoint,
    latencyMs: ({ path }) => vendorLatencyMs[neighbourOf(path)],
    onCall,
  });
  return {
    bundle,
    environment: { ...account, ...lambdaNames, AWS_ENDPOINT_URL: aws.endpoint, ...baseUrls(world.endpoint) },
    offsetMs: context.clock.offsetMs,
    nowMs: () => context.nowMs(),
    calls,
    sent: () => outside.sensMessages.length,
    stop: async () => {
      await Promise.all([aws.stop(), world.stop(), front.stop()]);
      await outside.stop();
      await context.stop();
      rmSync(dirname(bundle), { recursive: true, force: true });
    },
  };
}

function neighbourOf(path: string): keyof typeof vendorLatencyMs {
  if (path.startsWith('/booking/')) return 'booking';
  return path.startsWith('/sens/') ? 'sens' : 'other';
}

/** The bundle finds its configuration beside itself; it differs from what is shipped only where that names the stores. */
function copyBundle({ storeIds }: PlannedVolume): string {
  const folder = mkdtempSync(join(dist, 'bench-'));
  cpSync(join(dist, 'lambda/config'), join(folder, 'config'), { recursive: true });
  cpSync(join(dist, 'lambda/run.mjs'), join(folder, 'run.mjs'));
  const file = join(folder, 'config/stores.yaml');
  const head = readFileSync(file, 'utf8').split(/^stores:$/m)[0] ?? '';
  const store = '{ name: 가상사진관 (invented), from: "0200000001", servedByLegacy: true }';
  const stores = storeIds.map((id) => `  "${id}": ${store}`);
  writeFileSync(file, `${head}stores:\n${stores.join('\n')}\n`);
  writeFileSync(join(folder, 'config/templates/guide.yaml'), guideForAll);
  return join(folder, 'run.mjs');
}

/** The shipped one holds a text for each of the eight shops. */
const guideForAll = `origin: invented
templates:
  guide: { contentType: COMM, subject: 방문 안내, content: '[{storeName}] 곧 뵙겠습니다. (invented)' }
`;

async function approval(bundle: string): Promise<Readonly<Record<string, unknown>>> {
  const url = pathToFileURL(bundle).href;
  const texts = {
    scope: 'control',
    name: 'approval',
    mode: 'live',
    buildId: await readBuildId(url, new URL('./config/', url)),
    approvedBy: 'invented-captain',
    approvedAt: new Date(startMs).toISOString(),
    reason: 'bench',
    otherSenders: 'Every_20mins DISABLED',
  };
  return Object.fromEntries(Object.entries(texts).map(([name, S]) => [name, { S }]));
}

type Context = ReturnType<typeof standaloneContext>;

async function listen(context: Context, services: readonly SandboxService[]) {
  const server = createFront({
    context,
    services: new Map(services.map((service) => [service.name, service])),
    faults: new FaultBook(),
    calls: new CallLog(),
    connections: new FunctionConnections(),
    control: async () => ({ status: 404, headers: {}, body: '' }),
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // A TCP server that listens has an AddressInfo, never a path or null.
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    stop: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

const lambdaNames = {
  AWS_LAMBDA_FUNCTION_NAME: 'bench',
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '1024',
  AWS_LAMBDA_FUNCTION_VERSION: '1',
  AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/bench',
  TZ: ':UTC',
};

function baseUrls(endpoint: string): Record<string, string> {
  return {
    NAVER_BOOKING_BASE_URL: `${endpoint}/booking`,
    NAVER_LOGIN_BASE_URL: `${endpoint}/login`,
    SENS_BASE_URL: `${endpoint}/sens`,
    TELEGRAM_BASE_URL: `${endpoint}/telegram`,
    SLACK_BASE_URL: `${endpoint}/slack`,
  };
}
