/** What a process exit code says about the world. The table in docs/errors.md is made from this list. */
export const exitCodes = {
  doneAndProven: 0,
  ourBug: 1,
  badUsage: 2,
  verdictNo: 3,
  declined: 4,
  unreachable: 5,
  actedUnproven: 6,
  inDoubt: 7,
  rolledBack: 8,
  evidenceBroken: 9,
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
