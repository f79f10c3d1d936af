import * as z from 'zod';
import { pass } from '../../domain/verdict.ts';
import { exitCodes } from '../../errors/exit-codes.ts';
import type { CommandResult } from '../../reporting/command-result.ts';
import type { ListedRule } from '../../rules/rule.ts';
import { whyInvented } from '../../rules/settings/invented.ts';
import type { Store } from '../../rules/settings/stores.ts';
import { defineLocalCommand, type LocalToolbox } from '../define-local-command.ts';
import { type Configuration, readConfiguration } from './read-configuration.ts';

const schema = z.strictObject({ rules: z.string().optional(), configFolder: z.string().optional() });

/** Says whether the Lambda would take a configuration. It reads the files as the Lambda does, and nothing else. */
export const rulesCheckCommand = defineLocalCommand<z.infer<typeof schema>>({
  words: ['rules', 'check'],
  summary: 'check rules, stores and texts as the Lambda would',
  description:
    'Reads rules.yaml, stores.yaml and templates/ by the code that the Lambda reads them by. Every problem of every file is named with its file, line and field, and with what to write instead. Rules that are switched off are checked too.',
  options: [
    { flags: '--rules <file>', description: 'these rules in place of those in the folder' },
    {
      flags: '--config-folder <folder>',
      description: 'folder with rules.yaml, stores.yaml and templates/ (default: what the Lambda ships)',
    },
  ],
  examples: [
    'naver-sms rules check',
    'naver-sms rules check --rules rules.yaml',
    'naver-sms rules check --config-folder lambda/config',
  ],
  schema,
  runLocal: check,
});

async function check(toolbox: LocalToolbox, options: z.infer<typeof schema>): Promise<CommandResult> {
  const configuration = readConfiguration(toolbox, { config: options.configFolder, rules: options.rules });
  const { rules, stores } = configuration.settings;
  for (const rule of rules) {
    toolbox.report({ kind: 'log-line', line: { ...factsOf(rule) }, text: lineOf(rule) });
  }
  for (const { id, name, backlogAcknowledged } of newStores(stores)) {
    const line = { store: id, servedByLegacy: false, backlogAcknowledged };
    toolbox.report({
      kind: 'log-line',
      line,
      text: `new  ${name} (${id}): ${backlogText(backlogAcknowledged)}`,
    });
  }
  const invented = whyInvented(configuration.settings.inventedFiles);
  if (invented !== null) {
    const line = { invented: configuration.settings.inventedFiles };
    toolbox.report({ kind: 'log-line', line, text: `note refused outside the sandbox: ${invented}` });
  }
  return answer(options.rules, configuration);
}

/** Whose customers the old function never messaged: the one thing in stores.yaml that must not be copied unseen. */
function newStores(stores: readonly Store[]): readonly Store[] {
  return stores.filter(({ servedByLegacy }) => !servedByLegacy);
}

function backlogText(day: string | null): string {
  return day === null
    ? 'the old function did not serve it; nothing is sent until backlogAcknowledged names a day'
    : `the old function did not serve it; backlogAcknowledged: ${day} lets every booking that looks new be messaged`;
}

function factsOf({ name, enabled, send, tell }: ListedRule) {
  return { rule: name, enabled, send, tell: tell.map(({ channel }) => channel) };
}

function lineOf(rule: ListedRule): string {
  const { enabled, send, tell } = factsOf(rule);
  const acts = [...send.map((kind) => `send ${kind}`), ...tell.map((channel) => `tell ${channel}`)];
  return `${enabled ? 'on ' : 'off'}  ${rule.name}: ${acts.join(', ')}`;
}

function answer(rulesFile: string | undefined, { name, settings }: Configuration): CommandResult {
  const { rules, stores } = settings;
  const enabled = rules.filter((rule) => rule.enabled).length;
  const checked = rulesFile === undefined ? name : `${name} with ${rulesFile}`;
  const counted = `${rules.length} rules, ${enabled} of them switched on; ${stores.length} stores, each with a text of every kind`;
  return {
    exitCode: exitCodes.doneAndProven,
    verdict: pass,
    headline: `${checked} is valid: ${counted}.`,
    steps: [],
    checks: [],
    spans: [],
    next: ['naver-sms rules explain <booking.json>'],
    data: { folder: name, rules: rules.map(factsOf), stores: stores.map(({ id }) => id) },
  };
}
