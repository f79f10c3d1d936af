import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { confirmTarget } from '../../src/cli/confirm-target.ts';
import { OperatorError } from '../../src/errors/operator-error.ts';

const commandLine = "naver-sms cutover --reason 'go at Day 0'";

async function answerOf(
  given: string | undefined,
  typed: string | null,
): Promise<'confirmed' | OperatorError> {
  const input = new PassThrough();
  const output = new PassThrough();
  const terminal = typed === null ? null : { input, output };
  if (typed !== null) input.end(typed);
  try {
    await confirmTarget({
      given,
      expected: 'the-rule',
      verb: 'cutover',
      commandLine,
      terminal,
      signal: new AbortController().signal,
    });
    return 'confirmed';
  } catch (error) {
    if (error instanceof OperatorError) return error;
    throw error;
  }
}

describe('confirming a dangerous verb', () => {
  it('goes on where --confirm repeats the name', async () => {
    expect(await answerOf('the-rule', null)).toBe('confirmed');
  });

  it('goes on where the name is typed at the prompt', async () => {
    expect(await answerOf(undefined, 'the-rule\n')).toBe('confirmed');
  });

  it('refuses another name with 2, and prints the whole command to copy', async () => {
    const answer = await answerOf('another-rule', null);
    expect(answer).toMatchObject({ code: 'CONFIRMATION_MISSING', exitCode: 2 });
    expect(answer).toMatchObject({ text: { next: `${commandLine} --confirm the-rule` } });
  });

  it('never asks where nobody is there: 2', async () => {
    expect(await answerOf(undefined, null)).toMatchObject({ code: 'CONFIRMATION_MISSING' });
  });

  it('takes another name at the prompt, or none, as declined: 4', async () => {
    expect(await answerOf(undefined, 'yes\n')).toMatchObject({ code: 'DECLINED', exitCode: 4 });
    expect(await answerOf(undefined, '')).toMatchObject({ code: 'DECLINED', exitCode: 4 });
  });
});
