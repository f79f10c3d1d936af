import { describe, expect, it } from 'vitest';
import { judgeInvokePermission } from '../../src/domain/invoke-permission.ts';

const ruleArn = 'arn:aws:events:ap-northeast-2:000000000000:rule/the-rule';

const statement = (change: object = {}) => ({
  Sid: 'invented',
  Effect: 'Allow',
  Principal: { Service: 'events.amazonaws.com' },
  Action: 'lambda:InvokeFunction',
  Condition: { ArnLike: { 'AWS:SourceArn': ruleArn } },
  ...change,
});

describe('the permission of EventBridge to invoke the function', () => {
  it.each([
    { name: 'the rule itself', statements: [statement()], state: 'pass' },
    {
      name: 'a wildcard over rules',
      statements: [
        statement({ Condition: { ArnLike: { 'aws:SourceArn': ruleArn.replace('the-rule', '*') } } }),
      ],
      state: 'pass',
    },
    { name: 'no condition', statements: [statement({ Condition: undefined })], state: 'pass' },
    {
      name: 'a second, right statement',
      statements: [statement({ Condition: { ArnLike: { 'AWS:SourceArn': 'arn:other' } } }), statement()],
      state: 'pass',
    },
    { name: 'no statement', statements: [], state: 'fail' },
    {
      name: 'another principal',
      statements: [statement({ Principal: { Service: 'sns.amazonaws.com' } })],
      state: 'fail',
    },
    {
      name: 'another rule',
      statements: [statement({ Condition: { ArnLike: { 'AWS:SourceArn': `${ruleArn}-v2` } } })],
      state: 'fail',
    },
    {
      name: 'a SourceAccount condition, which EventBridge cannot meet',
      statements: [
        statement({
          Condition: {
            StringEquals: { 'AWS:SourceAccount': '000000000000' },
            ArnLike: { 'AWS:SourceArn': ruleArn },
          },
        }),
      ],
      state: 'fail',
    },
    { name: 'a Deny beside it', statements: [statement(), statement({ Effect: 'Deny' })], state: 'fail' },
  ])('$name: $state', ({ statements, state }) => {
    expect(judgeInvokePermission(statements, ruleArn).verdict.state).toBe(state);
  });
});
