import * as z from 'zod';
import type { MessageKind } from '../messages/due-message.ts';
import type { Condition } from './condition.ts';
import { conditionSchema } from './read-condition.ts';

/** One rule of rules.yaml: when its condition holds, its messages are due, in this order. */
export interface Rule {
  readonly name: string;
  readonly when: Condition;
  readonly send: readonly MessageKind[];
}

const kinds = ['confirm', 'guide', 'event'] as const;

/** The shape of rules.yaml. Disabled rules are read and checked too, and then left out. */
export const rulesSchema = z
  .strictObject({
    rules: z
      .array(
        z.strictObject({
          name: z.string().min(1),
          enabled: z.boolean(),
          description: z.string().optional(),
          when: conditionSchema,
          send: z.array(z.enum(kinds)).min(1),
        }),
      )
      .superRefine((rules, context) => {
        const seen = new Set<string>();
        for (const [index, { name }] of rules.entries()) {
          if (seen.has(name)) {
            context.addIssue({ code: 'custom', path: [index, 'name'], message: `a second rule "${name}"` });
          }
          seen.add(name);
        }
      }),
  })
  .transform(({ rules }): readonly Rule[] =>
    rules.filter((rule) => rule.enabled).map(({ name, when, send }) => ({ name, when, send })),
  );
