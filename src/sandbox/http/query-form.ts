/** Nests a Query form: `MetricData.member.1.Value` becomes `{ MetricData: [{ Value }] }`. Values stay strings. */
export function unflatten(form: Readonly<Record<string, string>>): Readonly<Record<string, unknown>> {
  const root: Branch = new Map();
  for (const [name, value] of Object.entries(form)) graft(root, name.split('.'), value);
  return Object.fromEntries([...root].map(([name, node]) => [name, settle(node)]));
}

type Branch = Map<string, Branch | string>;

function graft(branch: Branch, [head, ...rest]: readonly string[], value: string): void {
  if (head === undefined) return;
  if (rest.length === 0) {
    branch.set(head, value);
    return;
  }
  const known = branch.get(head);
  const next: Branch = known instanceof Map ? known : new Map();
  branch.set(head, next);
  graft(next, rest, value);
}

function settle(node: Branch | string): unknown {
  if (typeof node === 'string') return node;
  const members = node.get('member');
  if (members instanceof Map && node.size === 1) return settleList(members);
  return Object.fromEntries([...node].map(([name, child]) => [name, settle(child)]));
}

function settleList(members: Branch): unknown[] {
  return [...members]
    .sort(([left], [right]) => Number(left) - Number(right))
    .map(([, child]) => settle(child));
}
