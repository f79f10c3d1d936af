import { randomUUID } from 'node:crypto';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import type { ApprovalItem } from '../../src/domain/control-item.ts';
import type { Fault } from '../../src/sandbox/faults/fault.ts';
import type { StartProgram } from '../../src/sandbox/lambda/child.ts';
import type { InvocationEnd } from '../../src/sandbox/lambda/execution-environment.ts';
import type { BookingInput } from '../../src/sandbox/outside/booking.ts';
import type { ExpiryForm } from '../../src/sandbox/outside/session-gate.ts';
import { type StandaloneWorld, startOutsideWorld } from '../../src/sandbox/outside/start-outside-world.ts';
import { type AnswerProxy, type ProxiedCall, startAnswerProxy } from '../support/answer-proxy.ts';
import { bundleBuildId } from '../support/bundle-build-id.ts';
import { provenApproval } from '../support/invented-approval.ts';
import { forwardTo } from '../support/standing-port.ts';
import { newProgram, type Program, type ProgramOptions, takePlace } from './kept-programs.ts';
import { readInvocation } from './read-invocation.ts';
import { lambdaEnvironment, startAws } from './world-aws.ts';

/** The real bundles in child processes, with real tables, secrets and neighbours on loopback sockets. */
export interface LambdaWorld {
  readonly outside: StandaloneWorld;
  /** Tables and secrets. */
  readonly awsEndpoint: string;
  readonly startMs: number;
  /** What a program gets from Lambda and from this world, but for the Runtime API's address. */
  readonly environment: Readonly<Record<string, string>>;
  /** Moves the world's time; it stands still otherwise, and so do the programs' dates but for their own run. */
  advance(ms: number): void;
  put(table: string, item: Readonly<Record<string, unknown>>): Promise<void>;
  scan(table: string): Promise<readonly Readonly<Record<string, unknown>>[]>;
  /** Puts a live approval of the bundle under test. */
  approve(changes?: Partial<ApprovalItem>): Promise<void>;
  addFault(fault: Fault): void;
  /** Changes answers of the outside world and of AWS on their way to the programs. Throws without the option `isProxied`. */
  readonly proxies: WorldProxies;
  putSecret(name: string, value: Readonly<Record<string, string>>): void;
  invoke(event: unknown, program?: 'run' | 'relay'): Promise<Invoked>;
  stop(): Promise<void>;
}

export interface Invoked {
  readonly end: InvocationEnd;
  readonly initMs: number | null;
  readonly maxMemoryMb: number;
  /** The answer or the error that the program gave, parsed. */
  readonly answer: Readonly<Record<string, unknown>>;
  /** JSON log lines with an `event`. */
  readonly events: readonly Readonly<Record<string, unknown>>[];
  /** Embedded-metric lines. */
  readonly metrics: readonly Readonly<Record<string, unknown>>[];
  readonly text: string;
}

export interface WorldProxies {
  /** Booking host, login site, SENS, Telegram and Slack; each path begins with `/booking`, `/login`, `/sens` and so on. */
  readonly outside: AnswerProxy;
  /** Tables and secrets. */
  readonly aws: AnswerProxy;
}

export interface LambdaWorldOptions {
  /** Where time stands at first; default 2026-11-02 14:00 in Korea. */
  readonly startMs?: number;
  readonly bookings: readonly BookingInput[];
  readonly expiryForm?: ExpiryForm;
  /** True: table `sms` has no row; otherwise one of a former customer, which `scan` leaves out. */
  readonly isTableNew?: boolean;
  readonly remainingMs?: number;
  /** Where the programs run; default a child process. */
  readonly start?: StartProgram;
  /**
   * `warm` (default): a program's process takes the next invocation too, unless two overlap; the first may find a process
   * that an earlier world left. `own`: the first starts one. `cold`: every invocation starts one.
   */
  readonly environments?: 'warm' | 'own' | 'cold';
  /** Default 1,024. */
  readonly memoryMb?: number;
  /** What the login site takes; default what the secret holds. */
  readonly naver?: { readonly username: string; readonly password: string };
  /** Further environment variables of the programs. */
  readonly environment?: Readonly<Record<string, string>>;
  /** True: the programs reach the outside world and AWS through `proxies`. */
  readonly isProxied?: boolean;
  /** Edits the configuration of a copy of the programs, which then run instead of the built ones. */
  readonly configure?: (configFolder: string) => void;
}

export const afternoonMs = Date.parse('2026-11-02T05:00:00Z');
const dist = join(import.meta.dirname, '../../dist/lambda');

const account = { region: 'ap-northeast-2', credentials: { accessKeyId: 'x', secretAccessKey: 'x' } };

/** An invented customer of last year: the old function has been at work. */
const formerRow = {
  booking_num: '1051707_600000001',
  phone: '010-0000-9001',
  name: '지난손님',
  booking_time: '2025-11-02 15:00:00',
  confirm_sms: true,
  remind_sms: true,
  option_sms: true,
  option_time: '',
};

/** What EventBridge sends. */
export const scheduledEvent: Readonly<Record<string, unknown>> = {
  source: 'aws.events',
  'detail-type': 'Scheduled Event',
  detail: {},
};

export async function startLambdaWorld(options: LambdaWorldOptions): Promise<LambdaWorld> {
  const startMs = options.startMs ?? afternoonMs;
  let nowMs = startMs;
  const time = { nowMs: () => nowMs, startMs };
  const outside = await startOutsideWorld({
    ...time,
    bookings: options.bookings,
    ...(options.expiryForm ? { expiryForm: options.expiryForm } : {}),
    ...(options.naver ? { naver: options.naver } : {}),
  });
  const aws = await startAws(time);
  const documents = DynamoDBDocumentClient.from(new DynamoDBClient({ ...account, endpoint: aws.endpoint }));
  const put = async (table: string, item: Readonly<Record<string, unknown>>): Promise<void> => {
    await documents.send(new PutCommand({ TableName: table, Item: { ...item } }));
  };
  await put('session', { id: '1', cookies: JSON.stringify(outside.sessionCookies) });
  if (!options.isTableNew) await put('sms', formerRow);
  for (const [part, value] of Object.entries(outside.keys)) {
    aws.putSecret(`naver-sms-automation/${part}-credentials`, value);
  }
  const programs = options.configure ? configuredCopy(options.configure) : dist;
  // A redirect to the login names the outside world's own address, which must then be the one that the programs have.
  const isBare = options.expiryForm === 'redirect';
  /** Whether a process may come from an earlier world and go to a later one. */
  let isKeeping =
    (options.environments ?? 'warm') === 'warm' && !(isBare || options.start || options.configure);
  const ownProcess = (): void => {
    isKeeping = false;
  };
  const proxies = options.isProxied
    ? await startProxies({ outside: outside.endpoint, aws: aws.endpoint, onSecrets: ownProcess })
    : null;
  const place = await takePlace();
  place.outside.leadTo(proxies?.outside.serve ?? forwardTo(outside.endpoint));
  place.aws.leadTo(proxies?.aws.serve ?? aws.serve);
  const programEnvironment = {
    ...lambdaEnvironment(place.aws.endpoint),
    ...underAddress(outside, isBare ? outside.endpoint : place.outside.endpoint),
    ...options.environment,
  };
  const isWarm = options.environments !== 'cold';
  let isStopped = false;
  const idle = new Map<'run' | 'relay', Program[]>();
  const optionsOf = (program: 'run' | 'relay'): ProgramOptions => ({
    bundle: join(programs, `${program}.mjs`),
    environment: programEnvironment,
    memoryMb: options.memoryMb ?? 1_024,
    ...(options.start ? { start: options.start } : {}),
  });
  const open = (program: 'run' | 'relay'): Program =>
    (isKeeping ? place.take(optionsOf(program)) : null) ?? newProgram(optionsOf(program));
  const invoke = async (event: unknown, program: 'run' | 'relay' = 'run'): Promise<Invoked> => {
    const lines: string[] = [];
    const offsetMs = nowMs - Date.now();
    aws.cutIdle();
    const opened = idle.get(program)?.pop() ?? open(program);
    const result = await opened.environment.invoke({
      requestId: randomUUID(),
      functionArn: 'arn:aws:lambda:ap-northeast-2:000000000000:function:test',
      traceId: 'Root=1-00000000-000000000000000000000000',
      payload: Buffer.from(JSON.stringify(event)),
      timeoutMs: options.remainingMs ?? 300_000,
      offsetMs,
      // As in Lambda, the time limit of a run begins after the init phase.
      nowMs: () => Date.now() + offsetMs,
      onLine: (line) => lines.push(line),
    });
    if (isWarm && opened.environment.isReusable) idle.set(program, [...(idle.get(program) ?? []), opened]);
    else await opened.environment.end();
    return readInvocation(result, lines);
  };
  return {
    outside,
    awsEndpoint: aws.endpoint,
    startMs,
    environment: programEnvironment,
    advance: (ms) => {
      nowMs += ms;
    },
    put,
    scan: async (table) =>
      (
        (await documents.send(new ScanCommand({ TableName: table, ConsistentRead: true }))).Items ?? []
      ).filter(({ booking_num }) => booking_num !== formerRow.booking_num),
    approve: async (changes = {}) => {
      await put('naver-sms-control', {
        scope: 'control',
        name: 'approval',
        mode: 'live',
        buildId: await bundleBuildId(programs),
        approvedBy: 'invented-captain',
        approvedAt: new Date(nowMs).toISOString(),
        until: null,
        ...provenApproval,
        reason: 'test',
        ...changes,
      });
    },
    get proxies() {
      if (!proxies) throw new Error('this world has no proxies: start it with isProxied');
      return proxies;
    },
    addFault: (fault) => {
      if (fault.service === 'secretsmanager') ownProcess();
      if (isAws(fault)) aws.faults.add(fault);
      else outside.addFault(fault);
    },
    putSecret: (name, value) => {
      ownProcess();
      aws.putSecret(name, value);
    },
    invoke,
    stop: async () => {
      // Its place may be another world's by the second time.
      if (isStopped) return;
      isStopped = true;
      for (const [program, opened] of idle) {
        for (const each of opened)
          await (isKeeping ? place.leave(optionsOf(program), each) : each.environment.end());
      }
      documents.destroy();
      await proxies?.outside.stop();
      await proxies?.aws.stop();
      await outside.stop();
      await aws.stop();
      place.free();
      if (programs !== dist) rmSync(programs, { recursive: true });
    },
  };
}

async function startProxies(behind: {
  readonly outside: string;
  readonly aws: string;
  /** Called when answers about secrets are to be changed. */
  readonly onSecrets: () => void;
}): Promise<WorldProxies> {
  const aws = await startAnswerProxy(behind.aws);
  return {
    outside: await startAnswerProxy(behind.outside),
    aws: {
      ...aws,
      change: (change) => {
        if (change.when(secretCall)) behind.onSecrets();
        aws.change(change);
      },
    },
  };
}

const secretCall: ProxiedCall = {
  method: 'POST',
  path: '/',
  operation: 'GetSecretValue',
  headers: {},
  body: '{"SecretId":"naver-sms-automation/sens-credentials"}',
};

/** The addresses that the programs get, each under this one. */
const underAddress = (outside: StandaloneWorld, endpoint: string): Record<string, string> =>
  Object.fromEntries(
    Object.entries(outside.environment).map(([name, value]) => [
      name,
      value.replace(outside.endpoint, endpoint),
    ]),
  );

function configuredCopy(configure: (configFolder: string) => void): string {
  const folder = mkdtempSync(join(tmpdir(), 'naver-sms-programs-'));
  cpSync(dist, folder, { recursive: true });
  configure(join(folder, 'config'));
  return folder;
}

const isAws = ({ service }: Fault): boolean => service === 'dynamodb' || service === 'secretsmanager';
