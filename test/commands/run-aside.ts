import * as z from 'zod';
import { type Command, defineCommand } from '../../src/commands/define-command.ts';
import type { Toolbox } from '../../src/commands/toolbox.ts';

const nothing = z.strictObject({});
type Nothing = z.infer<typeof nothing>;

/** What a test itself asks of AWS or changes there, through the adapters and past every command; what `act` answers. */
export async function runAside<Answer>(
  run: (command: Command<Nothing>) => Promise<unknown>,
  act: (toolbox: Toolbox) => Promise<Answer>,
): Promise<Answer> {
  const answers: Answer[] = [];
  await run(
    defineCommand({
      words: ['aside'],
      summary: 'of a test',
      description: 'of a test',
      options: [],
      examples: [],
      evidence: 'unrecorded',
      schema: nothing,
      run: async (toolbox) => {
        answers.push(await act(toolbox));
        return {
          exitCode: 0,
          verdict: { state: 'pass' },
          headline: '',
          steps: [],
          checks: [],
          spans: [],
          next: [],
          data: {},
        };
      },
    }),
  );
  const [answer] = answers;
  if (answers.length === 0) throw new Error('what the test did aside did not end');
  // Exactly one is there: the line above threw otherwise.
  return answer as Answer;
}
