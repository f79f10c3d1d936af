import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = dirname(import.meta.dirname);

/** docs/architecture.md, "Who may import whom". A folder may always import itself. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  domain: [],
  errors: [],
  yaml: [],
  rules: ['domain', 'yaml'],
  monitoring: ['domain'],
  runtime: ['errors'],
  channels: ['domain', 'errors', 'runtime'],
  aws: ['domain', 'errors', 'monitoring', 'runtime'],
  evidence: ['domain', 'errors'],
  reporting: ['domain', 'errors'],
  commands: ['domain', 'yaml', 'rules', 'errors', 'monitoring', 'runtime', 'evidence', 'reporting'],
  sandbox: ['errors', 'runtime'],
  cli: [
    'domain',
    'yaml',
    'errors',
    'monitoring',
    'runtime',
    'channels',
    'aws',
    'evidence',
    'reporting',
    'commands',
  ],
  lambda: ['domain', 'yaml', 'rules', 'errors', 'monitoring', 'runtime', 'channels'],
};

/** What a folder may import as types alone (`import type`). */
const mayImportTypesOf: Readonly<Record<string, readonly string[]>> = { commands: ['aws'] };
/** What a folder may import by `await import()` alone. */
const mayLoad: Readonly<Record<string, readonly string[]>> = { cli: ['sandbox'] };
/** Which verbs' folders in src/commands may import which others. */
const mayImportVerb: Readonly<Record<string, readonly string[]>> = {
  cutover: ['preflight', 'enable', 'verify', 'rollback'],
};

interface Import {
  readonly file: string;
  readonly to: string;
  readonly form: 'value' | 'type' | 'dynamic';
}

function filesBelow(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)));
}

const sources = [...filesBelow('src'), ...filesBelow('lambda'), ...filesBelow('bin')].filter((file) =>
  file.endsWith('.ts'),
);

function importsOf(file: string): Import[] {
  const text = readFileSync(join(root, file), 'utf8');
  const resolved = (specifier: string) => relative(root, resolve(root, dirname(file), specifier));
  const staticForm = /^(?:import|export)\s+(type\s)?[^;'"]*?from\s+'(\.[^']+)'|^import\s+'(\.[^']+)'/gms;
  const statics = [...text.matchAll(staticForm)].map(
    (match): Import => ({
      file,
      to: resolved(match[2] ?? match[3] ?? ''),
      form: match[1] ? 'type' : 'value',
    }),
  );
  const dynamics = [...text.matchAll(/\bimport\(\s*'(\.[^']+)'/g)].map(
    (match): Import => ({
      file,
      to: resolved(match[1] ?? ''),
      form: isTypePosition(text, match.index) ? 'type' : 'dynamic',
    }),
  );
  return [...statics, ...dynamics];
}

/** `import('./x.ts').Type` in a type is no load; `await import(` and `() => import(` are. */
function isTypePosition(text: string, at: number): boolean {
  return !/(await|=>|return)\s*$/.test(text.slice(Math.max(0, at - 12), at));
}

function areaOf(path: string): string {
  const [top, second] = path.split(sep);
  return top === 'src' ? (second ?? '') : (top ?? '');
}

function isAllowed({ file, to, form }: Import): boolean {
  const [from, target] = [areaOf(file), areaOf(to)];
  if (from === 'bin') return target === 'cli' || target === 'bin';
  if (from === target) return true;
  if (mayImport[from]?.includes(target)) return true;
  if (form === 'type' && mayImportTypesOf[from]?.includes(target)) return true;
  return form === 'dynamic' && Boolean(mayLoad[from]?.includes(target));
}

function verbOf(path: string): string | null {
  const parts = path.split(sep);
  return parts[0] === 'src' && parts[1] === 'commands' && parts.length > 3 ? (parts[2] ?? null) : null;
}

const allImports = sources.flatMap(importsOf);

describe('the import table is law', () => {
  it('reads the imports of the sources at all', () => {
    expect(sources.length).toBeGreaterThan(100);
    expect(allImports.length).toBeGreaterThan(300);
  });

  it('lets each folder import only what the table allows', () => {
    const broken = allImports.filter((entry) => !isAllowed(entry));
    expect(broken.map(({ file, form, to }) => `${file} -> ${to} (${form})`)).toEqual([]);
  });

  it('names every folder of src in the table', () => {
    const folders = readdirSync(join(root, 'src'));
    expect(folders.filter((folder) => !(folder in mayImport))).toEqual([]);
  });

  it('keeps verbs apart, but for cutover which runs the real ones', () => {
    const broken = allImports.filter(({ file, to }) => {
      const [from, target] = [verbOf(file), verbOf(to)];
      return from !== null && target !== null && from !== target && !mayImportVerb[from]?.includes(target);
    });
    expect(broken.map(({ file, to }) => `${file} -> ${to}`)).toEqual([]);
  });
});

describe('no file needs itself', () => {
  const needs = Map.groupBy(allImports, ({ file }) => file);

  it('has no circle of imports, those of types included', () => {
    expect(circlesOf((file) => (needs.get(file) ?? []).map(({ to }) => to), sources)).toEqual([]);
  });

  it('would see one', () => {
    const drawn = new Map([
      ['a', ['b']],
      ['b', ['c', 'd']],
      ['d', ['b']],
    ]);
    expect(circlesOf((file) => drawn.get(file) ?? [], ['a', 'b'])).toEqual(['b -> d -> b']);
  });
});

/** Every way that leads back to a file that it came through. */
function circlesOf(next: (file: string) => readonly string[], files: readonly string[]): readonly string[] {
  const done = new Set<string>();
  const circles: string[] = [];
  const visit = (file: string, way: readonly string[]): void => {
    if (way.includes(file)) circles.push([...way.slice(way.indexOf(file)), file].join(' -> '));
    if (way.includes(file) || done.has(file)) return;
    for (const to of next(file)) visit(to, [...way, file]);
    done.add(file);
  };
  for (const file of files) visit(file, []);
  return circles;
}

describe('files stay small and say what they are', () => {
  const lengths = sources.map((file) => ({
    file,
    lines: readFileSync(join(root, file), 'utf8').split('\n').length - 1,
  }));

  it('has no file over 300 lines', () => {
    expect(lengths.filter(({ lines }) => lines > 300)).toEqual([]);
  });

  it('keeps the median file under 90 lines and the 95th percentile under 220', () => {
    const sorted = lengths.map(({ lines }) => lines).sort((a, b) => a - b);
    expect(sorted[Math.floor(sorted.length / 2)]).toBeLessThanOrEqual(90);
    expect(sorted[Math.floor(sorted.length * 0.95)]).toBeLessThanOrEqual(220);
  });

  it('has no name that says nothing', () => {
    const empty = /^(utils?|helpers?|common|misc|types|index)\.ts$/;
    expect(sources.filter((file) => empty.test(basename(file)))).toEqual([]);
  });

  it('names files in kebab-case and keeps folders at most three deep under src', () => {
    expect(sources.filter((file) => !/^[a-z0-9-]+\.ts$/.test(basename(file)))).toEqual([]);
    expect(sources.filter((file) => file.startsWith('src') && file.split(sep).length > 5)).toEqual([]);
  });

  it('exports by name only', () => {
    const broken = sources.filter((file) => /^export default/m.test(readFileSync(join(root, file), 'utf8')));
    expect(broken).toEqual([]);
  });
});

describe('the documents name what is there', () => {
  const documents = [
    ...filesBelow('docs').filter((file) => file.endsWith('.md')),
    'README.md',
    'CONTRIBUTING.md',
  ];
  const pathForm = /`((?:src|bin|lambda|test|fixtures|docs)\/[A-Za-z0-9_./-]+)`/g;

  it('finds every path that a document names', () => {
    const named = documents.flatMap((file) =>
      [...readFileSync(join(root, file), 'utf8').matchAll(pathForm)].map((match) => ({
        file,
        path: match[1] ?? '',
      })),
    );
    expect(named.length).toBeGreaterThan(20);
    const missing = named.filter(({ path }) => !path.startsWith('docs/validation/') && !exists(path));
    expect(missing.map(({ file, path }) => `${file}: ${path}`)).toEqual([]);
  });
});

function exists(path: string): boolean {
  return statSync(join(root, path), { throwIfNoEntry: false }) !== undefined;
}
