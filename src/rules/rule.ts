import * as z from 'zod';
import { type Actions, actionsSchema } from './action.ts';
import type { Condition } from './condition.ts';
import { messageKinds } from './message-kind.ts';
import { conditionSchema } from './read-condition.ts';
import { storesNamed } from './stores-named.ts';

/** One rule of rules.yaml: when its condition holds, its messages are due and its notices told, in this order. */
export interface Rule extends Actions {
  readonly name: string;
  readonly when: Condition;
  /** How old a message may be when this rule sends it, hours (see message-age.ts); null: as its kind has it by default. */
  readonly maxAgeHours: number | null;
}

/** A rule as it stands in the file, switched on or not. */
export interface ListedRule extends Rule {
  readonly enabled: boolean;
}

const noStatus =
  'the rule names no booking status, so it would hold for confirmed and completed bookings alike; add booking_status: RC03 or RC08, or booking_status_any: [RC03, RC08] where both are meant';

const sendOrActions =
  'a rule has either send, as send: [confirm], or actions, as actions: [{ log_event: a text }], and not both';

/** Bookings are read no further back than a year. */
const longestAgeHours = 366 * 24;

const rule = z
  .strictObject({
    name: z.string().min(1),
    enabled: z.boolean(),
    description: z.string().optional(),
    tags: z.array(z.string()).optional(),
    /** A word for readers: the order of the file is the order of the rules. */
    priority: z.string().optional(),
    notes: z.string().optional(),
    max_age_hours: z.number().int().min(1).max(longestAgeHours).optional(),
    when: conditionSchema,
    send: z.array(z.enum(messageKinds)).min(1).optional(),
    actions: actionsSchema.optional(),
  })
  .superRefine(({ when, send, actions }, context) => {
    if (!namesStatus(when)) context.addIssue({ code: 'custom', path: ['when'], message: noStatus });
    if ((send === undefined) === (actions === undefined)) {
      context.addIssue({ code: 'custom', path: [], message: sendOrActions });
    }
  })
  .transform(({ name, enabled, when, send, actions, max_age_hours: maxAgeHours = null }): ListedRule => {
    return { name, enabled, when, maxAgeHours, ...(actions ?? { send: send ?? [], tell: [] }) };
  });

/** A Lambda without a rule would end every run as a success that sent nothing. */
const noRule =
  'there is no rule, so nothing would ever be sent; to send nothing, leave the rules and let no approval be in force';

/** The shape of rules.yaml, every rule listed. */
export const listedRulesSchema = z
  .strictObject({
    rules: z
      .array(rule)
      .min(1, noRule)
      .superRefine((rules, context) => {
        const seen = new Set<string>();
        for (const [index, { name }] of rules.entries()) {
          if (seen.has(name)) {
            const message = `a second rule "${name}"; give it a name of its own`;
            context.addIssue({ code: 'custom', path: [index, 'name'], message });
          }
          seen.add(name);
        }
      }),
  })
  .transform(({ rules }): readonly ListedRule[] => rules);

/** As listedRulesSchema, those left out that are switched off. */
export const rulesSchema = listedRulesSchema.transform((rules): readonly Rule[] => enabledRules(rules));

/** The shape of rules.yaml beside these stores: a rule for a store that there is not would never hold. */
export function listedRulesOf(storeIds: readonly string[]) {
  return listedRulesSchema.superRefine((rules, context) => {
    for (const [index, { when }] of rules.entries()) {
      for (const { path, id } of storesNamed(when)) {
        if (storeIds.includes(id)) continue;
        const message = `store ${id} is not in stores.yaml; add it there or mend the id, one of ${storeIds.join(', ')}`;
        context.addIssue({ code: 'custom', path: ['rules', index, 'when', ...path], message });
      }
    }
  });
}

/** The rules that are switched on, in the order of the file. */
export function enabledRules(rules: readonly ListedRule[]): readonly Rule[] {
  return rules.filter((listed) => listed.enabled).map(({ enabled: _, ...listed }) => listed);
}

/** Whether the condition can hold only for statuses that it names. */
function namesStatus(condition: Condition): boolean {
  switch (condition.kind) {
    case 'leaf':
      return condition.name === 'booking_status' || condition.name === 'booking_status_any';
    case 'all':
      return condition.of.some(namesStatus);
    case 'any':
      return condition.of.every(namesStatus);
    case 'not':
      return false;
  }
}
