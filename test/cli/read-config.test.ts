import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { chooseEnvironment } from '../../src/cli/config/choose-environment.ts';
import { parseConfig, readConfig } from '../../src/cli/config/read-config.ts';
import { OperatorError } from '../../src/errors/operator-error.ts';

const valid = `environments:
  production:
    account: "123456789012"
    region: ap-northeast-2
    rule: naver-sms-automation-trigger
    function: naverplace_send_inform_v2
    relay: naver-sms-relay
    legacy: { rule: Every_20mins, function: naverplace_send_inform, operational: false }
`;

function failureOf(act: () => unknown): OperatorError {
  try {
    act();
  } catch (error) {
    if (error instanceof OperatorError) return error;
    throw error;
  }
  throw new Error('it did not fail');
}

describe('reading naver-sms.config.yaml', () => {
  it('fills in the defaults of a minimal environment', () => {
    const config = parseConfig('x.yaml', valid);
    expect(config.environments.production).toMatchObject({
      otherSenderRules: [],
      tables: { sms: 'sms', claims: 'sms_claims', session: 'session', control: 'naver-sms-control' },
      evidence: 'VALIDATION.md',
    });
  });

  it('names file, line and key of an unknown key', () => {
    const error = failureOf(() => parseConfig('x.yaml', `${valid}    regoin: ap-northeast-2\n`));
    expect(error.code).toBe('CONFIG_INVALID');
    expect(error.text.what).toMatch(
      /^x\.yaml:9: environments\.production\.regoin: unknown key; did you mean region\? known: account, region,/,
    );
  });

  it('names file and line of a value that does not fit', () => {
    const error = failureOf(() => parseConfig('x.yaml', valid.replace('"123456789012"', '1234')));
    expect(error.code).toBe('CONFIG_INVALID');
    expect(error.text.what).toBe(
      'x.yaml:3: environments.production.account: it takes a text; put it in quotes (it is 1234)',
    );
  });

  it('takes merge keys', () => {
    const text = valid.replace(
      'environments:\n',
      `environments:\n  sandbox2: &base\n${valid.split('\n').slice(2).join('\n')}`,
    );
    const merged = parseConfig(
      'x.yaml',
      `${text.split('  production:')[0]}  production:\n    <<: *base\n    relay: another\n`,
    );

    const { production, sandbox2 } = merged.environments;
    expect(production).toEqual({ ...sandbox2, relay: 'another' });
  });

  it('refuses a file that is not UTF-8, with what to do', () => {
    const folder = mkdtempSync(join(tmpdir(), 'naver-sms-config-'));
    const path = join(folder, 'naver-sms.config.yaml');
    // `evidence: 증거/VALIDATION.md` as an editor saves it in CP949.
    const evidence = [
      ...Buffer.from('    evidence: '),
      0xc1,
      0xf5,
      0xb0,
      0xc5,
      ...Buffer.from('/VALIDATION.md\n'),
    ];
    writeFileSync(path, Buffer.from([...Buffer.from(valid), ...evidence]));
    try {
      for (const read of [() => readConfig(path, folder), () => readConfig(undefined, folder)]) {
        const error = failureOf(read);
        expect(error.code).toBe('CONFIG_INVALID');
        expect(error.text.what).toBe(`${path}: the file is not UTF-8; save it as UTF-8 in your editor`);
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('names every mistake at once', () => {
    const text = valid.replace('"123456789012"', '"12"').replace('ap-northeast-2', 'Seoul');
    expect(failureOf(() => parseConfig('x.yaml', text)).text.what.split('\n')).toEqual([
      'x.yaml:3: environments.production.account: must be 12 digits, in quotes (it is "12")',
      'x.yaml:4: environments.production.region: must be an AWS region, as ap-northeast-2 (it is Seoul)',
    ]);
  });

  it('names an environment that is there twice', () => {
    const error = failureOf(() => parseConfig('x.yaml', `${valid}  production: {}\n`));
    expect(error.text.what).toBe(
      'x.yaml:9: production is there a second time, and only one of them can count; remove or rename one',
    );
  });

  it('names the line of the parent where a key is missing', () => {
    const error = failureOf(() => parseConfig('x.yaml', valid.replace(/ {4}rule: naver.*\n/, '')));
    expect(error.text.what).toMatch(
      /^x\.yaml:2: environments\.production\.rule: it takes a text \(it is missing\)$/,
    );
  });

  it('names file and line of a syntax error', () => {
    const error = failureOf(() => parseConfig('x.yaml', 'environments:\n  production: [\n'));
    expect(error.code).toBe('CONFIG_INVALID');
    expect(error.text.what).toMatch(/^x\.yaml:[23]: /);
  });

  it('finds the file upwards, and says where it looked when there is none', () => {
    const folder = mkdtempSync(join(tmpdir(), 'naver-sms-config-'));
    expect(readConfig(undefined, folder)).toBeNull();
    expect(failureOf(() => chooseEnvironment({ cwd: folder })).code).toBe('CONFIG_NOT_FOUND');
    writeFileSync(join(folder, 'naver-sms.config.yaml'), valid);
    expect(readConfig(undefined, folder)?.path).toBe(join(folder, 'naver-sms.config.yaml'));
  });
});

describe('choosing an environment', () => {
  function folderWithConfig(): string {
    const folder = mkdtempSync(join(tmpdir(), 'naver-sms-config-'));
    writeFileSync(join(folder, 'naver-sms.config.yaml'), valid);
    return folder;
  }

  it('takes the only environment where none is named, with paths beside the configuration', () => {
    const cwd = folderWithConfig();
    const { environment, isDefaultEvidence } = chooseEnvironment({ cwd });
    expect(environment).toMatchObject({
      name: 'production',
      evidence: join(cwd, 'VALIDATION.md'),
      drill: null,
      signingKey: null,
    });
    expect(isDefaultEvidence).toBe(true);
  });

  it('knows that another evidence file is not the default one', () => {
    const { isDefaultEvidence } = chooseEnvironment({
      cwd: folderWithConfig(),
      evidence: 'elsewhere/VALIDATION.md',
    });
    expect(isDefaultEvidence).toBe(false);
  });

  it('lists the names that are there when another is given', () => {
    const error = failureOf(() => chooseEnvironment({ cwd: folderWithConfig(), env: 'staging' }));
    expect(error.code).toBe('ENVIRONMENT_UNKNOWN');
    expect(error.text.next).toContain('production, sandbox');
  });

  it('has the sandbox built in, in an account that cannot be real', () => {
    const { environment, isDefaultEvidence } = chooseEnvironment({ cwd: '/nowhere', env: 'sandbox' });
    expect(environment.account).toBe('000000000000');
    expect(isDefaultEvidence).toBe(false);
  });
});
