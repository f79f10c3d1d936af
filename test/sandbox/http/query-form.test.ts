import { describe, expect, it } from 'vitest';
import { unflatten } from '../../../src/sandbox/http/query-form.ts';

describe('unflatten', () => {
  it('nests members as lists in the order of their numbers, ten after nine', () => {
    const form = Object.fromEntries(
      Array.from({ length: 11 }, (_, index) => [`Names.member.${index + 1}`, `n${index + 1}`]).reverse(),
    );
    const { Names } = unflatten(form);
    expect(Names).toEqual(['n1', 'n2', 'n3', 'n4', 'n5', 'n6', 'n7', 'n8', 'n9', 'n10', 'n11']);
  });

  it('nests structures in lists in structures', () => {
    const form = {
      Namespace: 'n',
      'MetricData.member.1.MetricName': 'a',
      'MetricData.member.1.Dimensions.member.1.Name': 'd',
      'MetricData.member.1.Dimensions.member.1.Value': 'v',
    };
    expect(unflatten(form)).toEqual({
      Namespace: 'n',
      MetricData: [{ MetricName: 'a', Dimensions: [{ Name: 'd', Value: 'v' }] }],
    });
  });

  it('keeps a hostile field name as plain data', () => {
    const nested = unflatten({ '__proto__.polluted': 'yes' });
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
    expect(Object.keys(nested)).toEqual(['__proto__']);
  });
});
