import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { atPlace } from '../../src/cli/repeat-place.ts';
import { type CliWorld, startCliWorld } from '../support/cli-world.ts';

const nowhere = { config: undefined, env: undefined, region: undefined, evidence: undefined };

describe('a printed command', () => {
  it('repeats the files and the region that this run was given', () => {
    const place = {
      ...nowhere,
      config: 'ops/naver-sms.config.yaml',
      region: 'ap-northeast-2',
      evidence: 'day 0/VALIDATION.md',
    };
    expect(atPlace('naver-sms cutover --resume --env prod --confirm rule', place)).toBe(
      "naver-sms cutover --config ops/naver-sms.config.yaml --region ap-northeast-2 --evidence 'day 0/VALIDATION.md' --resume --env prod --confirm rule",
    );
    expect(atPlace('naver-sms sends resend 0a1b2c --env prod', { ...nowhere, evidence: "o'clock" })).toBe(
      String.raw`naver-sms sends resend --evidence 'o'\''clock' 0a1b2c --env prod`,
    );
  });

  it('names the environment where only the flag said which', () => {
    const place = { ...nowhere, env: 'prod' };
    expect(atPlace('naver-sms login reset', place)).toBe('naver-sms login reset --env prod');
    expect(atPlace('naver-sms tail --env test --since 30m', place)).toBe(
      'naver-sms tail --env test --since 30m',
    );
  });

  it('says nothing twice, and is as it was where nothing was given', () => {
    const command = 'naver-sms evidence verify --evidence x/VALIDATION.md';
    expect(atPlace(command, { ...nowhere, evidence: 'y' })).toBe(command);
    expect(atPlace('naver-sms tail', nowhere)).toBe('naver-sms tail');
  });

  it('is told from another text', () => {
    const place = { ...nowhere, evidence: 'y' };
    for (const text of ['aws events enable-rule --name r', 'Read naver-sms delivery status, then wait.']) {
      expect(atPlace(text, place)).toBe(text);
    }
  });
});

describe('a command that was given its own ledger', () => {
  let world: CliWorld;
  beforeAll(async () => {
    world = await startCliWorld();
  });
  afterAll(() => world.stop());

  it('prints the next commands, and the remedies of its findings, for the same ledger', async () => {
    const run = await world.cli(['preflight', '--evidence', 'day 0/VALIDATION.md', '--json']);
    const { next, checks } = JSON.parse(run.stdout);

    // Nothing is approved yet.
    expect(run.exitCode).toBe(3);
    const remedies = checks.map(({ remedy }: { remedy: string | null }) => remedy ?? '');
    const ours = [...next, ...remedies].filter((text: string) => text.startsWith('naver-sms '));
    expect(ours.length).toBeGreaterThan(1);
    for (const command of ours) expect(command).toContain(" --evidence 'day 0/VALIDATION.md' ");
  });
});
