import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readBuildId } from '../../lambda/build-id.ts';

let folder: string;
const write = (file: string, content: string) => writeFileSync(join(folder, file), content);
const read = () =>
  readBuildId(pathToFileURL(join(folder, 'run.mjs')).href, pathToFileURL(`${join(folder, 'config')}/`));

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'naver-sms-build-'));
  mkdirSync(join(folder, 'config/templates'), { recursive: true });
  write('run.mjs', 'program');
  write('config/rules.yaml', 'rules');
  write('config/templates/guide.yaml', 'guide');
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('the build id', () => {
  it('is 64 hex digits and the same for the same files', async () => {
    expect(await read()).toMatch(/^[0-9a-f]{64}$/);
    expect(await read()).toBe(await read());
  });

  it.each([
    ['another program', 'run.mjs', 'program2'],
    ['another rule', 'config/rules.yaml', 'rules2'],
    ['another text', 'config/templates/guide.yaml', 'guide2'],
    ['one file more', 'config/templates/a.yaml', ''],
  ])('changes with %s', async (_, file, content) => {
    const before = await read();
    write(file, content);
    expect(await read()).not.toBe(before);
  });

  it('does not depend on where the files lie', async () => {
    const before = await read();
    const other = mkdtempSync(join(tmpdir(), 'naver-sms-elsewhere #50% -'));
    rmSync(folder, { recursive: true });
    folder = other;
    mkdirSync(join(folder, 'config/templates'), { recursive: true });
    write('run.mjs', 'program');
    write('config/rules.yaml', 'rules');
    write('config/templates/guide.yaml', 'guide');
    expect(await read()).toBe(before);
  });
});
