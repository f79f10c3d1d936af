/** What `engines` in package.json says: the bundles are built for it. */
export const neededNodeMajor = 24;

/**
 * Why this program cannot run on a Node of that version (as `process.versions.node` gives it), in one sentence with what to
 * do; null if it can. It is asked before anything else is loaded, so that this file may import nothing.
 */
export function whyNodeIsTooOld(version: string): string | null {
  const major = Number(version.split('.')[0]);
  if (major >= neededNodeMajor) return null;
  return `This program needs Node ${neededNodeMajor} or newer, and this is Node ${version}. Nothing was changed. Install it and run the same again; check with: node --version`;
}
