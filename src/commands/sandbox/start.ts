import * as z from 'zod';
import { pass } from '../../domain/verdict.ts';
import { exitCodes } from '../../errors/exit-codes.ts';
import type { CommandResult } from '../../reporting/command-result.ts';
import { defineLocalCommand, type LocalToolbox } from '../define-local-command.ts';

const schema = z.strictObject({
  port: z.coerce.number().int().min(0).max(65_535).default(4566),
  fault: z.string().optional(),
  seed: z.coerce.number().int().nonnegative().default(1),
  realTime: z.boolean().default(false),
});

type StartOptions = z.infer<typeof schema>;

/** The sandbox in the foreground, for aws, Terraform and our own commands, until it is interrupted. */
export const sandboxStartCommand = defineLocalCommand<StartOptions>({
  words: ['sandbox', 'start'],
  summary: 'run the sandbox in the foreground, for any AWS client',
  description:
    'Serves the pretend AWS and the pretend outside world on loopback until Ctrl-C, and prints how to point a client at it.',
  options: [
    { flags: '--port <port>', description: 'port of the AWS endpoint (default 4566; 0 = any)' },
    { flags: '--fault <scenario>', description: 'what goes wrong' },
    { flags: '--seed <n>', description: 'makes bookings and faults repeatable (default 1)' },
    { flags: '--real-time', description: 'never jump: 20 minutes take 20 minutes' },
  ],
  examples: ['naver-sms sandbox start', 'naver-sms sandbox start --port 0 --fault throttle'],
  schema,
  runLocal: start,
});

async function start(toolbox: LocalToolbox, options: StartOptions): Promise<CommandResult> {
  const sandbox = await toolbox.sandboxes.start({
    fault: options.fault ?? null,
    seed: options.seed,
    realTime: options.realTime,
    port: options.port,
    startMs: null,
    evidence: null,
  });
  try {
    toolbox.report({
      kind: 'phase',
      title: `Sandbox at ${sandbox.endpoint} (outside world at ${sandbox.worldEndpoint}); Ctrl-C ends it`,
    });
    const settings = Object.entries(sandbox.clientSettings);
    for (const [name, value] of settings) {
      toolbox.report({ kind: 'log-line', line: { name, value }, text: `export ${name}=${value}` });
    }
    toolbox.report({ kind: 'note', text: 'naver-sms preflight --env sandbox' });
    await untilAborted(toolbox.signal);
    return ended(sandbox.endpoint);
  } finally {
    await sandbox.stop();
  }
}

function untilAborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}

function ended(endpoint: string): CommandResult {
  return {
    exitCode: exitCodes.doneAndProven,
    verdict: pass,
    headline: `The sandbox at ${endpoint} has ended; nothing of it is kept.`,
    steps: [],
    checks: [],
    spans: [],
    next: ['naver-sms rehearse'],
    data: { endpoint },
  };
}
