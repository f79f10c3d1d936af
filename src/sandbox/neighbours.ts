import type { Fault } from './faults/fault.ts';
import type { FaultBook } from './faults/fault-book.ts';
import type { SandboxService } from './http/service.ts';
import type { BookingDials } from './outside/booking-dials.ts';
import type { DeliveryCount } from './outside/count-deliveries.ts';
import type { LoginGeneration } from './outside/login-generations.ts';
import type { LoginForm } from './outside/login-site.ts';
import type { SandboxContext } from './sandbox-context.ts';
import type { WorldScenario, WorldSpec } from './world-spec.ts';

/*
 * How the parts of the sandbox meet. Each folder's front door has one of these shapes, and start-sandbox.ts joins them:
 *
 *   tables/tables-service.ts      createTablesService(context, spec): Promise<TablesService>   (async: dynalite listens)
 *   identity/identity-service.ts  createIdentityService(context): SandboxService                (sts)
 *   identity/iam-service.ts       createIamService(context): SandboxService
 *   secrets/secrets-service.ts    createSecretsService(context): SecretsService
 *   topics/topics-service.ts      createTopicsService(context, { invokeFunction }): TopicsService
 *   registry/registry-service.ts  createRegistryService(context): RegistryService
 *   outside/outside-world.ts      startOutsideWorld(context, { spec, scenario, faults }): Promise<OutsideWorld>
 *   seed/seed-world.ts            seedWorld(context, { spec, scenario, tables, secrets, topics, registry, outside })
 */

/** Puts an asynchronous event on a function's queue, as SNS and EventBridge do. */
export type InvokeFunctionAsync = (request: {
  readonly functionArn: string;
  readonly payload: string;
  /** Principal and source that the resource policy is checked against. */
  readonly principal: 'events.amazonaws.com' | 'sns.amazonaws.com';
  readonly sourceArn: string;
}) => void;

export interface TopicsService extends SandboxService {
  /** For seeds: the topic is there afterwards, and each of these functions is a subscriber, confirmed by default. */
  seed(topicArn: string, functionArns: readonly string[], isConfirmed?: boolean): void;
  /** What an alarm action does: the message of a publish to a topic; throws AwsError NotFound. */
  publish(request: { topicArn: string; subject: string; message: string }): Promise<{ messageId: string }>;
}

export interface TablesService extends SandboxService {
  /** For seeds: puts an item in DynamoDB's own JSON, past the front and its faults. */
  putItem(table: string, item: Readonly<Record<string, unknown>>): Promise<void>;
  /** The same for many items at once, fifteen times as fast. */
  putItems(table: string, items: readonly Readonly<Record<string, unknown>>[]): Promise<void>;
}

export interface SecretsService extends SandboxService {
  put(name: string, value: Readonly<Record<string, string>>): void;
}

export interface RegistryService extends SandboxService {
  /** Registers an image under a repository; answers its digest (`sha256:...`). */
  push(repository: string, tag: string): string;
}

export interface OutsideWorld {
  /** Base of the path prefixes below. */
  readonly endpoint: string;
  /** Environment of the Lambda children: NAVER_BOOKING_BASE_URL, NAVER_LOGIN_BASE_URL, SENS_BASE_URL, ... */
  readonly environment: Readonly<Record<string, string>>;
  readonly sensMessages: readonly Readonly<Record<string, unknown>>[];
  /** What customers received, counted where they would receive it. */
  readonly deliveries: DeliveryCount;
  readonly telegramMessages: readonly Readonly<Record<string, unknown>>[];
  readonly slackMessages: readonly Readonly<Record<string, unknown>>[];
  /** Body of POST /_sandbox/bookings. */
  addBookings(bookings: unknown): void;
  /** What the booking host does from now on. */
  turnBookings(dials: BookingDials): void;
  /** What the login site does from now on, and which form it serves (default as before). */
  turnLogin(form: LoginForm, generation?: LoginGeneration): void;
  /** How often a login form was sent. */
  readonly loginsSubmitted: number;
  /** How often a login registered its device. */
  readonly devicesRegistered: number;
  /** Cookies that the booking API takes as signed in, for the session table. */
  readonly sessionCookies: readonly Readonly<Record<string, unknown>>[];
}

export interface OutsideWorldOptions {
  readonly spec: WorldSpec;
  readonly scenario: WorldScenario;
  readonly faults: FaultBook;
}

export interface SeedOptions {
  readonly spec: WorldSpec;
  readonly scenario: WorldScenario;
  readonly tables: TablesService;
  readonly secrets: SecretsService;
  readonly topics: TopicsService;
  readonly registry: RegistryService;
  readonly outside: OutsideWorld;
}

export type SeedWorld = (context: SandboxContext, options: SeedOptions) => Promise<void>;

/** What startSandbox takes. */
export interface SandboxOptions {
  readonly world: WorldSpec;
  readonly seed: number;
  readonly faults: readonly Fault[];
  /** Never jump: twenty minutes last twenty minutes. */
  readonly realTime: boolean;
  readonly port?: number;
  readonly scenario: WorldScenario;
}
