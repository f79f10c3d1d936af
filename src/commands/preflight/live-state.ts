/* The live state that the fingerprint is over: what a cutover relies on and does not change by itself. */
import type { LiveState } from '../../domain/fingerprint.ts';
import type { JsonValue } from '../../domain/json-value.ts';
import type { Reading } from '../../domain/verification-facts.ts';
import type { LiveReads } from './live-reads.ts';

/** Null in a part: it could not be read, and a state with such a part never passes preflight. */
export async function readLiveState(live: LiveReads): Promise<LiveState> {
  const [rule, rules, targets, deployed, permission, concurrency, asyncConfig] = await Promise.all([
    live.rule(),
    live.senderRules(),
    live.targets(),
    live.deployed(),
    live.permission(),
    live.concurrency(),
    live.asyncConfig(),
  ]);
  const [build, alarms, approval, stop] = await Promise.all([
    live.build(),
    live.alarms(),
    live.approval(),
    live.stop(),
  ]);
  const own = live.toolbox.environment.rule;
  return {
    rule: part(rule, (found) => found && { arn: found.arn, schedule: found.schedule }),
    otherSenders: part(rules, (all) => all.filter(({ name }) => name !== own).map((fact) => ({ ...fact }))),
    targets: part(targets, (all) => all.map((target) => ({ ...target }))),
    function: part(deployed, ({ configuration: { requestId: _, ...configuration }, qualifier, image }) => ({
      ...configuration,
      qualifier,
      image: image?.uri ?? null,
    })),
    permission: part(permission, (statements) => JSON.stringify(statements)),
    concurrency: part(concurrency, (reserved) => reserved ?? 'unset'),
    asyncConfig: part(asyncConfig, (config) => (config ? { ...config } : 'default')),
    build: part(build, ({ buildId }) => buildId),
    alarms: part(alarms, (all) =>
      all.map(({ name, threshold, alarmActions }) => ({ name, threshold, alarmActions })),
    ),
    approval: part(approval, (item) => (item ? { ...item } : 'absent')),
    stop: part(stop, (item) => (item ? { ...item } : 'absent')),
  };
}

function part<T>(reading: Reading<T>, pick: (value: T) => JsonValue): JsonValue {
  return reading.state === 'read' ? pick(reading.value) : null;
}
