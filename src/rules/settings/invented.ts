/** Whether a file's `origin` says that its content is invented, whatever the case and spaces around it. */
export function isInvented(origin: string | null): boolean {
  return origin?.normalize('NFKC').trim().toLowerCase() === 'invented';
}

/** Why a configuration of these files must not reach real customers, with the remedy; null if it may. */
export function whyInvented(files: readonly string[]): string | null {
  if (files.length === 0) return null;
  const [says, each] = files.length === 1 ? ['says', 'it'] : ['say', 'them'];
  return `${files.join(', ')} ${says} "origin: invented": shops, numbers and texts that are not yours; replace ${each} in lambda/config and deploy a new build`;
}
