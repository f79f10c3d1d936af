import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openEvidenceRun } from '../../src/evidence/open-run.ts';
import { changeRule, pretendMachine, recordRun, runOptions, sharedSigner, summary } from './build-root.ts';

/*
 * Makes fixtures/ledgers anew: `node test/evidence/ledger-fixtures.ts`. The committed ones stay as they are, since they
 * show that evidence written by an earlier version still verifies; make new ones only for a new version of the format.
 */

const target = join(import.meta.dirname, '../../fixtures/ledgers');
const ledgerOf = (folder: string) => join(folder, 'docs/validation/ledger.jsonl');

type Make = (folder: string) => Promise<void>;

const cases: Readonly<Record<string, Make>> = {
  'whole-rehearsal': (folder) => recordRun(runOptions(folder), 1),
  'whole-unsigned': (folder) => recordRun(runOptions(folder, { signer: null }), 1),
  'against-aws': async (folder) => {
    const options = runOptions(folder);
    const aws = { kind: 'aws', account: '111122223333', region: 'ap-northeast-2' } as const;
    await recordRun({ ...options, identity: { ...options.identity, target: aws, clockKind: 'wall' } }, 1);
  },
  interrupted: async (folder) => {
    await recordRun(runOptions(folder), 1);
    const run = await openEvidenceRun(runOptions(folder, { machine: pretendMachine(1) }));
    run.append('intent', 'enable', { title: 'Enable the rule', change: { kind: 'rule-enabled', rule: 'r' } });
  },
  'spill-taken-in': async (folder) => {
    const holder = await openEvidenceRun(runOptions(folder, { machine: pretendMachine(1, [1, 2]) }));
    const lever = await openEvidenceRun(
      runOptions(folder, { machine: pretendMachine(2, [1, 2]), onFailure: 'spill' }),
    );
    changeRule(lever);
    await lever.end(summary());
    await holder.end(summary());
    await recordRun(runOptions(folder), 1);
  },
  'span-of-no-time': async (folder) => {
    const run = await openEvidenceRun(runOptions(folder));
    run.setRunNo(3);
    const at = '2025-10-25T05:00:00.000Z';
    const span = { id: 'execute', title: 'Execute', startedAt: at, endedAt: at, durationMs: 0 } as const;
    await run.end(summary({ spans: [{ ...span, timebase: 'wall', basis: 'observed', limitMs: 300_000 }] }));
  },
  'changed-line': damaged((folder) => edit(ledgerOf(folder), (text) => text.replace('DISABLED', 'ENABLED!'))),
  'removed-line': damaged((folder) => edit(ledgerOf(folder), (text) => lines(text).toSpliced(4, 1).join(''))),
  'cut-off-end': damaged((folder) => edit(ledgerOf(folder), (text) => lines(text).slice(0, -1).join(''))),
  'torn-line': damaged((folder) =>
    edit(ledgerOf(folder), (text) => `${text}{"v":1,"seq":14,"at":"2025-10-25T05`),
  ),
  'edited-section': damaged((folder) =>
    edit(join(folder, 'VALIDATION.md'), (text) =>
      text.replace('The rule is enabled.', 'All went very well.'),
    ),
  ),
  'typed-prose': damaged((folder) =>
    edit(join(folder, 'VALIDATION.md'), (text) => `${text}\nVALIDATION PASSED\n`),
  ),
  'edited-attachment': damaged((folder) => {
    const path =
      /docs\/validation\/[^"]+answer\.json/.exec(readFileSync(ledgerOf(folder), 'utf8'))?.[0] ?? '';
    writeFileSync(join(folder, path), '{"State":"DISABLE"}');
  }),
  'unsigned-head': damaged((folder) =>
    edit(join(folder, 'docs/validation/head'), (text) => text.split('-----BEGIN')[0] ?? ''),
  ),
  fork: async (folder) => {
    await recordRun(runOptions(folder), 1);
    const common = lines(readFileSync(ledgerOf(folder), 'utf8')).length;
    const twin = `${folder}.twin`;
    cpSync(folder, twin, { recursive: true });
    await recordRun(runOptions(folder), 2);
    await recordRun(runOptions(twin), 2);
    const branch = lines(readFileSync(ledgerOf(twin), 'utf8')).slice(common);
    edit(ledgerOf(folder), (text) => text + branch.join(''));
    rmSync(twin, { recursive: true });
  },
  foreign: async (folder) =>
    writeFileSync(join(folder, 'VALIDATION.md'), '# Validation Evidence\n\nVALIDATION PASSED\n'),
  'no-records': async (folder) =>
    writeFileSync(join(folder, 'nothing-here.txt'), 'An empty folder, which git does not keep.\n'),
};

function damaged(damage: (folder: string) => void): Make {
  return async (folder) => {
    await recordRun(runOptions(folder), 1);
    damage(folder);
  };
}

function edit(path: string, change: (text: string) => string): void {
  writeFileSync(path, change(readFileSync(path, 'utf8')));
}

function lines(text: string): string[] {
  return text.split(/(?<=\n)/);
}

if (import.meta.main) {
  for (const [name, make] of Object.entries(cases)) {
    const folder = join(target, name);
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    await make(folder);
    for (const left of ['spill', 'docs/validation/ledger.lock'])
      rmSync(join(folder, left), { recursive: true, force: true });
  }
  writeFileSync(
    join(target, 'allowed_signers'),
    `captain namespaces="naver-sms-evidence" ${sharedSigner.publicKey}\n`,
  );
}
