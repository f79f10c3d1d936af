import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import type { SensClient, SensText } from '../../lambda/send/sens-client.ts';
import type { SensKeys } from '../../lambda/send/sens-keys.ts';
import type { SendExchange } from '../../src/domain/send-outcome.ts';
import type { Chance } from './chance.ts';
import { isListAway, listFate, type RunFate, runFate, sendFate, type Trouble, tableFate } from './fates.ts';
import type { MemoryTables } from './memory-tables.ts';
import type { SensModel } from './sens-model.ts';
import type { SensSecretModel } from './sens-secret.ts';
import type { VirtualTime } from './virtual-time.ts';

export interface ProcessOptions {
  readonly name: string;
  readonly time: VirtualTime;
  readonly chance: Chance;
  readonly tables: MemoryTables;
  readonly sens: SensModel;
  readonly secret: SensSecretModel;
  readonly trouble: Trouble;
  /** How far its clock runs ahead, milliseconds. */
  readonly skewMs: number;
  /** When Lambda ends it, on the true clock. */
  readonly deadlineMs: number;
  readonly trace: (line: string) => void;
}

/** A caller of a table gives up after this, milliseconds, the SDK's own retries included. */
const tableTimeoutMs = 3_000;
const longestFreezeMs = 100_000;

/** One Lambda process: its calls meet fates, its clock is off, and it may die at any of them. */
export class LambdaProcess {
  readonly name: string;
  readonly dynamo: DynamoDBDocumentClient;
  readonly sens: SensClient;
  readonly died: Promise<void>;
  /** How likely a store cannot be read in its run. */
  readonly hostTrouble: number;
  readonly #sends: RunFate;
  readonly #isListAway: boolean;
  /** When it handed a POST to the network, true clock. */
  readonly postedAtMs: number[] = [];
  /** Whether a call to a table went without its answer. */
  hasMetTableTrouble = false;
  /** What it signs its calls to SENS with; set before the first. */
  keys: SensKeys | null = null;
  /** SENS refused its keys although others were in Secrets Manager already, and it has not read them since. */
  hasStaleKeys = false;
  #isDead = false;
  #die: () => void = () => undefined;
  readonly #options: ProcessOptions;

  constructor(options: ProcessOptions) {
    this.name = options.name;
    this.#options = options;
    this.hostTrouble = options.trouble.host;
    this.#sends = runFate(options.chance, options.trouble);
    this.#isListAway = isListAway(options.chance, options.trouble);
    this.died = new Promise((resolve) => {
      this.#die = () => {
        this.#isDead = true;
        resolve();
      };
    });
    const { time, deadlineMs } = options;
    time.after(deadlineMs - time.nowMs, () => this.#die());
    // The send path uses no more of the client than this.
    this.dynamo = { send: (command: unknown) => this.#table(command) } as unknown as DynamoDBDocumentClient;
    this.sens = {
      send: (text, timeoutMs) => this.#send(text, timeoutMs),
      list: (filter, { withContent }) =>
        this.#list(() => ({ messages: options.sens.list(filter, withContent), gap: null })),
      renewKeys: () => this.#renewKeys(),
    };
  }

  readonly now = (): Date => new Date(this.#options.time.nowMs + this.#options.skewMs);

  /** As the real one counts it: Lambda's deadline against its own clock. */
  readonly remainingMs = (): number => this.#options.deadlineMs - this.now().getTime();

  readonly sleep = (ms: number): Promise<void> => this.#answer(ms, () => undefined);

  /** Comes back after `ms` with what `give` says then, unless the process is dead by then. */
  #answer<T>(ms: number, give: () => T): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#options.time.after(ms + this.#freezeMs(), () => {
        if (this.#isDead) return;
        try {
          resolve(give());
        } catch (error) {
          reject(error);
        }
      });
    });
  }

  /** Now and then the process is not given the processor. */
  #freezeMs(): number {
    const { chance, trouble } = this.#options;
    return chance.is(trouble.table / 4) ? chance.between(1_000, longestFreezeMs) : 0;
  }

  async #table(command: unknown): Promise<unknown> {
    const { chance, time, tables, trouble } = this.#options;
    const fate = tableFate(chance, trouble);
    this.#note(fate, 'table');
    if (fate !== 'answered' && fate !== 'asked-twice') this.hasMetTableTrouble = true;
    const latencyMs = chance.is(0.02) ? chance.between(100, 2_500) : chance.between(2, 20);
    const later = <T>(effect: () => T): Promise<T> =>
      new Promise((resolve, reject) => {
        time.after(latencyMs, () => settle(effect, { resolve, reject }));
      });
    if (fate === 'died-before') return this.#stayAway();
    if (fate === 'throttled') return await this.#answer(latencyMs, () => throwThrottled(command));
    if (fate === 'request-lost') return await this.#answer(tableTimeoutMs, throwTimeout);
    if (fate === 'written-late') {
      const lateMs = tableTimeoutMs + chance.between(0, 40_000);
      time.after(lateMs, () => settle(() => tables.execute(command), ignored));
      return await this.#answer(tableTimeoutMs, throwTimeout);
    }
    const first = await later(() => outcomeOf(() => tables.execute(command)));
    if (fate === 'died-after') return this.#stayAway();
    if (fate === 'answer-lost') return await this.#answer(tableTimeoutMs, throwTimeout);
    if (fate !== 'asked-twice') return await this.#answer(latencyMs, first);
    // DynamoDB remembers the token of a transaction that it has done; of a single write it does not.
    const isKnown = command instanceof TransactWriteCommand && isDone(first) && chance.is(0.7);
    const second = await later(() => (isKnown ? first : outcomeOf(() => tables.execute(command))));
    return await this.#answer(latencyMs, second);
  }

  async #renewKeys(): Promise<boolean> {
    const isRenewed = (await this.keys?.renew()) ?? false;
    if (isRenewed) this.hasStaleKeys = false;
    return isRenewed;
  }

  /** Whether SENS refuses the keys of this process. */
  #isRefused(): boolean {
    const { secret } = this.#options;
    const isRefused = this.keys !== null && !secret.takes(this.keys.current());
    if (isRefused && secret.isCorrect) this.hasStaleKeys = true;
    return isRefused;
  }

  async #send(text: SensText, timeoutMs: number): Promise<SendExchange> {
    const { chance, time, sens, trouble } = this.#options;
    if (this.#isRefused()) {
      this.#note('refused with its keys', 'send');
      return await this.#answer(50, () => answered(401, null));
    }
    const own = sendFate(chance, trouble);
    const fate = this.#sends === 'answered' ? own : this.#sends;
    this.#note(fate, 'send');
    if (fate === 'died-before') return this.#stayAway();
    this.postedAtMs.push(time.nowMs);
    const accept = (): string => {
      const requestId = sens.accept(text, this.name);
      this.#options.trace(`SENS takes ${requestId} (${text.phoneDigits.slice(-4)}) from ${this.name}`);
      return requestId;
    };
    const isSlow = trouble.send > 0 && chance.is(0.05);
    const wayMs = isSlow ? chance.between(1_000, timeoutMs) : chance.between(20, 300);
    if (fate === 'no-connection') return await this.#answer(wayMs, () => failed(false));
    if (fate === 'lost') return await this.#answer(timeoutMs, () => failed(true));
    if (fate.startsWith('status-')) {
      return await this.#answer(wayMs, () => answered(Number(fate.slice(-3)), null));
    }
    if (fate === 'said-failed') return await this.#answer(wayMs, () => saidFailed());
    const arrivalMs = fate === 'accepted-late' ? timeoutMs + chance.between(0, 20_000) : wayMs;
    let requestId = '';
    time.after(arrivalMs, () => {
      requestId = accept();
    });
    if (fate === 'died-after') return this.#stayAway();
    if (fate === 'accepted-late' || fate === 'accepted-and-lost' || arrivalMs + 20 > timeoutMs) {
      return await this.#answer(timeoutMs, () => failed(true));
    }
    return await this.#answer(arrivalMs + 20, () => {
      if (fate === 'accepted-and-500') return answered(500, null);
      if (fate === 'said-failed-and-taken') return saidFailed();
      return answered(202, fate === 'accepted-without-id' ? null : requestId);
    });
  }

  async #list<T>(read: () => T): Promise<T> {
    const { chance, trouble } = this.#options;
    if (this.#isRefused()) await this.#renewKeys();
    const isKeyRefused = this.#isRefused();
    const fate = listFate(chance, trouble);
    this.#note(fate, 'list');
    if (fate === 'died-before') return this.#stayAway();
    return await this.#answer(chance.between(20, 400), () => {
      if (fate === 'unreadable' || this.#isListAway || isKeyRefused) {
        throw new Error("SENS's list was not read");
      }
      return read();
    });
  }

  #stayAway(): Promise<never> {
    this.#die();
    return new Promise(() => undefined);
  }

  #note(fate: string, where: string): void {
    if (fate !== 'answered') this.#options.trace(`${this.name}: ${where} ${fate}`);
  }
}

const failed = (mayHaveLeft: boolean): SendExchange => ({ kind: 'failed', mayHaveLeft, reason: 'simulated' });
const saidFailed = (): SendExchange => answered(202, 'r-failed', true);
const answered = (status: number, requestId: string | null, saysFailed = false): SendExchange => ({
  kind: 'answered',
  status,
  requestId,
  saysFailed,
  code: null,
  text: null,
  retryAfterMs: null,
});

function throwTimeout(): never {
  throw new Error('TimeoutError');
}

function throwThrottled(command: unknown): never {
  if (!(command instanceof TransactWriteCommand)) throw new Error('ThrottlingException');
  const reasons = (command.input.TransactItems ?? []).map(() => ({ Code: 'ThrottlingError' }));
  throw new TransactionCanceledException({ $metadata: {}, message: 'busy', CancellationReasons: reasons });
}

/** What the table answered, to be given to the caller later. */
type Outcome = () => unknown;

function outcomeOf(act: () => unknown): Outcome {
  try {
    const value = act();
    return () => value;
  } catch (error) {
    return () => {
      throw error;
    };
  }
}

function isDone(outcome: Outcome): boolean {
  try {
    outcome();
    return true;
  } catch {
    return false;
  }
}

interface Ends<T> {
  readonly resolve: (value: T) => void;
  readonly reject: (error: unknown) => void;
}

const ignored: Ends<unknown> = { resolve: () => undefined, reject: () => undefined };

function settle<T>(effect: () => T, ends: Ends<T>): void {
  try {
    ends.resolve(effect());
  } catch (error) {
    ends.reject(error);
  }
}
