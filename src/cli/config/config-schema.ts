import * as z from 'zod';

const name = z.string().min(1);

/** One environment as it is written in naver-sms.config.yaml. Unknown keys are errors. */
export const environmentSchema = z.strictObject({
  account: z
    .string()
    .regex(/^\d{12}$/, 'must be 12 digits, in quotes')
    .describe('AWS account id that the credentials must belong to'),
  region: z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'must be an AWS region, as ap-northeast-2'),
  rule: name.describe('EventBridge rule that runs the function'),
  function: name.describe('Lambda function that sends the messages'),
  relay: name.describe('Lambda function that posts to Slack and Telegram'),
  legacy: z
    .strictObject({ rule: name, function: name, operational: z.boolean() })
    .describe('the sender that was there before'),
  otherSenderRules: z.array(name).default([]).describe('rules that must never be enabled together with rule'),
  tables: z
    .strictObject({
      sms: name.default('sms'),
      claims: name.default('sms_claims'),
      session: name.default('session'),
      control: name.default('naver-sms-control'),
    })
    .prefault({}),
  drill: z.strictObject({ rule: name, function: name }).optional().describe('where rollback --drill may act'),
  evidence: name.default('VALIDATION.md').describe('the evidence file, relative to this configuration file'),
  signingKey: name
    .optional()
    .describe('OpenSSH private key that signs evidence heads, relative to this file'),
});

export const configSchema = z.strictObject({
  $schema: z.string().optional(),
  defaultEnvironment: name.optional().describe('the environment meant when --env is not given'),
  environments: z.record(name, environmentSchema),
});

export type Config = z.infer<typeof configSchema>;
export type EnvironmentConfig = z.infer<typeof environmentSchema>;
