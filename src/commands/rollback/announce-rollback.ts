/** Tells Slack and Telegram, after the fact. It never delays a lever and never changes what the rollback concluded. */
import type { ChannelReceipt } from '../../domain/announcement.ts';
import type { StepResult } from '../../domain/step-result.ts';
import { kstDateTime } from '../../reporting/kst-time.ts';
import { operatorName } from '../operator-name.ts';
import { runStep } from '../run-step.ts';
import type { Toolbox } from '../toolbox.ts';
import type { RollbackJudgement } from './judge-rollback.ts';
import type { RollbackOrder } from './rollback-order.ts';

export async function announceRollback(
  toolbox: Toolbox,
  order: RollbackOrder,
  judgement: Pick<RollbackJudgement, 'state' | 'headline'>,
): Promise<StepResult> {
  const occasion = judgement.state === 'rolled-back' ? 'rollback' : 'escalation';
  const nonce = `${toolbox.run}-${occasion}`;
  const request = {
    mode: 'announce',
    nonce,
    occasion,
    text: announcementText(toolbox, order, judgement),
  } as const;
  const outcome = await runStep(toolbox, {
    id: 'announce',
    title: 'Tell Slack and Telegram',
    change: { kind: 'announcement', nonce, occasion },
    act: () => toolbox.aws.relay.announce(toolbox.environment.relay, request),
    describe: ({ receipts }) => receipts.map(receiptText).join(', ') || 'no channel answered',
  });
  return outcome.step;
}

const koreanState = {
  'rolled-back': '롤백 완료: 더 이상 메시지가 나가지 않습니다.',
  unproven: '롤백 실행, 확인 미완료: 담당자 확인이 필요합니다.',
  nothing: '롤백되지 않음, 변경된 것 없음: 즉시 확인이 필요합니다.',
  partly: '롤백 일부만 적용: 즉시 확인이 필요합니다.',
} as const;

/** Korean first, then English, then where the evidence stands. Exported for its test. */
export function announcementText(
  toolbox: Pick<Toolbox, 'run' | 'runNo' | 'operator' | 'target' | 'clock' | 'evidence'>,
  order: Pick<RollbackOrder, 'function' | 'occasion' | 'why'>,
  judgement: Pick<RollbackJudgement, 'state' | 'headline'>,
): string {
  const { lines, sha256 } = toolbox.evidence.head();
  const mark = toolbox.target.kind === 'aws' ? '' : `[SIMULATED: ${toolbox.target.kind}] `;
  return [
    `${mark}${koreanState[judgement.state]}`,
    judgement.headline,
    `${order.function}, ${kstDateTime(toolbox.clock.now())}, ${order.occasion}, ${operatorName(toolbox.operator)}: ${order.why}`,
    `run ${toolbox.runNo ?? 'unnumbered'} ${toolbox.run}, evidence line ${lines} ${sha256.slice(0, 16)}`,
  ].join('\n');
}

function receiptText(receipt: ChannelReceipt): string {
  if (receipt.state === 'failed') return `${receipt.channel} FAILED: ${receipt.error ?? 'no reason given'}`;
  return `${receipt.channel} ${receipt.state}${receipt.messageId === null ? '' : ` ${receipt.messageId}`}`;
}
