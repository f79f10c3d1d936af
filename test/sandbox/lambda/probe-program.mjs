// A Lambda program for tests, written against the Runtime API alone: its event says what it does.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

const base = `http://${process.env.AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime`;

const acts = {
  echo: async (event, context) => ({ event, context, now: Date.now(), at: new Date().toISOString() }),
  environment: async () => process.env,
  throw: async () => {
    throw new TypeError('as told');
  },
  exit: async () => process.exit(3),
  hang: async () => await new Promise((resolve) => setTimeout(resolve, 600_000)),
  hangWithChild: async () => {
    const child = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 600000)'], { stdio: 'inherit' });
    process.stdout.write(`child ${child.pid}\n`);
    return await acts.hang();
  },
  startChild: async () => {
    const child = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 600000)'], { stdio: 'ignore' });
    return { pid: process.pid, childPid: child.pid };
  },
  readStates: async ({ pids }) =>
    pids.map((pid) => readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.[0]),
  fill: async () => {
    const kept = [];
    for (;;) {
      kept.push(Buffer.alloc(16 * 1024 * 1024, 1));
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  },
  pid: async (_event, context) => ({ pid: process.pid, now: Date.now(), requestId: context.requestId }),
  log: async ({ lines, errors = [], rest = '' }) => {
    for (const line of lines) process.stdout.write(`${line}\n`);
    for (const line of errors) process.stderr.write(`${line}\n`);
    process.stdout.write(rest);
    return null;
  },
};

for (;;) {
  const next = await fetch(`${base}/invocation/next`);
  const event = await next.json();
  const id = next.headers.get('lambda-runtime-aws-request-id');
  const context = {
    requestId: id,
    deadlineMs: Number(next.headers.get('lambda-runtime-deadline-ms')),
    functionArn: next.headers.get('lambda-runtime-invoked-function-arn'),
    traceId: next.headers.get('lambda-runtime-trace-id'),
  };
  try {
    const result = await (acts[event.act] ?? acts.echo)(event, context);
    await fetch(`${base}/invocation/${id}/response`, {
      method: 'POST',
      body: JSON.stringify(result ?? null),
    });
  } catch (cause) {
    const error = { errorType: cause.name, errorMessage: cause.message, stackTrace: [] };
    await fetch(`${base}/invocation/${id}/error`, { method: 'POST', body: JSON.stringify(error) });
  }
}
