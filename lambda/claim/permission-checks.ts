import type { ApprovalItem } from '../../src/domain/control-item.ts';
import type { WriteItem } from './transact.ts';

/* Nothing leaves, and nothing is released for sending by itself, unless these hold in the same transaction. */

/** Holds only while no stop is set. */
export function checkNoStop(table: string): WriteItem {
  return {
    ConditionCheck: {
      TableName: table,
      Key: { scope: 'control', name: 'stop' },
      ConditionExpression: 'attribute_not_exists(#scope)',
      ExpressionAttributeNames: { '#scope': 'scope' },
    },
  };
}

/**
 * Holds only while the approval is the one that the run began with, still names the run's build (`approval.buildId`) as
 * approved now or in advance, and carries the proof that no other sender was enabled.
 */
export function checkApproval(table: string, approval: ApprovalItem): WriteItem {
  const { until } = approval;
  const isUntilSame =
    until === null ? '(attribute_not_exists(#until) OR attribute_type(#until, :null))' : '#until = :until';
  return {
    ConditionCheck: {
      TableName: table,
      Key: { scope: 'control', name: 'approval' },
      ConditionExpression: `#mode = :mode AND (#build = :build OR #next = :build) AND #approvedAt = :approvedAt AND ${isUntilSame} AND attribute_type(#proof, :text)`,
      ExpressionAttributeNames: {
        '#mode': 'mode',
        '#build': 'buildId',
        '#next': 'nextBuildId',
        '#proof': 'otherSenders',
        '#approvedAt': 'approvedAt',
        '#until': 'until',
      },
      ExpressionAttributeValues: {
        ':mode': approval.mode,
        ':build': approval.buildId,
        ':approvedAt': approval.approvedAt,
        ':text': 'S',
        ...(until === null ? { ':null': 'NULL' } : { ':until': until }),
      },
    },
  };
}
