/* Leaves the head of the evidence in the control table, where a later rewriting of the ledger cannot reach it. */
import type { EvidenceHeadItem } from '../domain/control-item.ts';
import { OperatorError } from '../errors/operator-error.ts';
import { quietly } from './run-number.ts';
import { runStep } from './run-step.ts';
import type { Toolbox } from './toolbox.ts';

/** Warns where the witness could not be left. Does nothing in a dry run, for an unnumbered run, or while spilling. */
export async function witnessHead(toolbox: Toolbox): Promise<void> {
  const { runNo, evidence, isDryRun, aws, clock, report } = toolbox;
  if (runNo === null || isDryRun || evidence.isSpilling) return;
  const head = { ...evidence.head(), runNo, at: clock.now().toISOString() };
  const outcome = await runStep(quietly(toolbox), {
    id: 'witness',
    title: 'Leave the head of the evidence in the control table',
    change: { kind: 'control-item', name: 'evidence-head', action: 'put' },
    act: async () => {
      const seen = await aws.control.read('evidence-head');
      if (seen !== null) refuseShorter(seen, head);
      return aws.control.replace('evidence-head', seen, head);
    },
  });
  if (outcome.state === 'done' || outcome.state === 'skipped') return;
  report({ kind: 'warning', text: `No witness of the evidence was left: ${outcome.step.detail}` });
}

/** A longer ledger was witnessed before, so this one was cut or is a second one; its witness must not be overwritten. */
function refuseShorter(seen: EvidenceHeadItem, head: EvidenceHeadItem): void {
  if (seen.lines < head.lines) return;
  throw new OperatorError('CONDITION_FAILED', {
    what: `The control table has witnessed ${seen.lines} ledger lines (run ${seen.runNo}, ${seen.at}); this ledger has ${head.lines}.`,
    now: 'The witness was left as it is.',
    next: 'This ledger is another one or was cut: compare with naver-sms evidence verify.',
  });
}
