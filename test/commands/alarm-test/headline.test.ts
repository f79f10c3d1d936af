import { describe, expect, it } from 'vitest';
import { headlineOf } from '../../../src/commands/alarm-test/headline.ts';
import type { ForcedTrial, TestedAlarm } from '../../../src/commands/alarm-test/trial.ts';
import type { Restoration } from '../../../src/commands/restore-alarm.ts';
import { matrixVerdict, unmeasured } from '../../../src/domain/alarm-matrix.ts';
import { fail, pass } from '../../../src/domain/verdict.ts';

const seen = unmeasured(pass);
const nonce = 'alarm-test:run1:bcdfghjklmnpqrst';

/** One alarm that was forced, and what became of it. */
function forced(name: string, state: Restoration['state'], after: string | null): TestedAlarm {
  const trial: ForcedTrial = {
    ...{ name, nonce, before: 'OK', beforeUpdatedAtMs: 0, calledAtMs: 1, isAcknowledged: true },
    ...{ hasNotified: true, actions: [], openIntent: 1 },
    way: { verdict: pass, remark: null, whyUnforceable: null, whyUnheard: null },
  };
  const restored = state === 'restored' || state === 'moved-on' ? seen : unmeasured(fail(state));
  const cells = { lint: seen, changed: seen, action: seen, slack: seen, telegram: seen, restored };
  return {
    row: { alarm: name, nonce, before: 'OK', after, cells },
    forced: trial,
    restoration: { state, found: null, sentence: 'invented', step: null, tookMs: 0 },
    ...{ fired: null, isLookedAt: true, refusal: null },
    wouldBeForced: false,
  };
}

function headline(...tested: readonly TestedAlarm[]): string {
  const matrix = { channels: ['slack', 'telegram'] as const, rows: tested.map(({ row }) => row) };
  const facts = { tested, stuck: [], cause: null, isDryRun: false };
  return headlineOf({
    ...facts,
    matrix: { ...matrix, channels: [...matrix.channels] },
    verdict: matrixVerdict({ ...matrix, channels: [...matrix.channels] }),
  });
}

describe('the headline of alarms that were forced', () => {
  it('says that every state was restored where each was, or left ALARM by itself', () => {
    expect(
      headline(forced('naver-sms-a', 'restored', 'OK'), forced('naver-sms-b', 'moved-on', 'OK')),
    ).toMatch(/every hop seen\. Every forced state was restored and read back\.$/);
  });

  it.each([
    ['was deleted', 'gone', null],
    ['had fired and is OK again', 'fired', 'OK'],
    ['had fired under our reason and is OK again', 'overwritten', 'OK'],
  ] as const)('never says so where one %s', (_, state, after) => {
    const text = headline(forced('naver-sms-a', 'restored', 'OK'), forced('naver-sms-b', state, after));

    expect(text).not.toContain('Every forced state');
    expect(text).toMatch(/Not set back by this test: naver-sms-b\.$/);
  });
});
