import { safeJson } from './safe-json.ts';

/*
 * The command of the official CLI that would make the same call. It is for the reader: the tool called the API itself.
 */

/** The words of the official CLI for the services whose SDK name differs from them. */
const cliNames: Readonly<Record<string, string>> = {
  eventbridge: 'events',
  cloudwatchevents: 'events',
  cloudwatchlogs: 'logs',
};

const longestCommand = 600;

/** One line, at most a few hundred characters; what is longer is cut and says so. */
export function awsCommand(service: string, operation: string, input: unknown): string {
  const plain = service
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '')
    .replace(/client$/, '');
  const words = ['aws', cliNames[plain] ?? plain, kebab(operation.replace(/Command$/, ''))];
  const fields =
    input !== null && typeof input === 'object' && !Array.isArray(input) ? Object.entries(input) : [];
  const options = fields
    .filter(([name, value]) => name !== droppedField && value !== null && value !== undefined)
    .map(option);
  const line = [...words, ...options, ...ending(words, fields)].join(' ');
  return line.length <= longestCommand ? line : `${line.slice(0, longestCommand)} ... (cut)`;
}

/** Under this name the recorder lists input fields that it does not keep. */
const droppedField = '(dropped)';

function ending(words: readonly string[], fields: readonly (readonly [string, unknown])[]): string[] {
  const dropped = fields.find(([name]) => name === droppedField)?.[1];
  return [
    // The official CLI writes an invoke's answer to a file.
    ...(words[1] === 'lambda' && words[2] === 'invoke' ? ['/dev/stdout'] : []),
    ...(Array.isArray(dropped) ? [`# not recorded: ${dropped.join(', ')}`] : []),
  ];
}

function option([name, value]: [string, unknown]): string {
  const flag = `--${kebab(name)}`;
  if (value === true) return flag;
  if (value === false) return `--no-${kebab(name)}`;
  return `${flag} ${shellQuoted(typeof value === 'string' ? value : safeJson(value))}`;
}

function kebab(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1-$2')
    .toLowerCase()
    .replace(/[^a-z0-9-]/g, '');
}

function shellQuoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
