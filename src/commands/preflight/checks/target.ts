/* Checks of the way from the rule to the code: nothing on it is taken from a name. */
import { judgeInvokePermission } from '../../../domain/invoke-permission.ts';
import { fail, inconclusive, pass } from '../../../domain/verdict.ts';
import { type Check, type CheckContext, judging } from '../check.ts';

export function targetChecks(context: CheckContext): readonly Check[] {
  const checks = [targetFunction, targetRetries, invokePermission, imageByDigest, imageScan, logGroup];
  return checks.map((check) => check(context));
}

function targetFunction({ live, environment }: CheckContext): Check {
  return {
    id: 'target-function',
    title: 'The rule has one target: the configured function',
    severity: 'block',
    expected: environment.function,
    remedy: `aws events list-targets-by-rule --rule ${environment.rule}`,
    look: async () =>
      judging(await live.deployed(), ({ targetArn, name }) => ({
        observed: targetArn,
        verdict: name === environment.function ? pass : fail(`the target is ${name}`),
      })),
  };
}

function targetRetries({ live }: CheckContext): Check {
  return {
    id: 'target-retries',
    title: 'A failed delivery is not repeated for a day',
    severity: 'warn',
    expected: 'a retry limit or event age on the target (the default is 185 attempts in 24 h)',
    remedy: 'set RetryPolicy with aws events put-targets',
    look: async () =>
      judging(await live.targets(), ([target]) => {
        const attempts = target?.maximumRetryAttempts ?? null;
        const ageSeconds = target?.maximumEventAgeSeconds ?? null;
        const observed = `attempts ${attempts ?? 'default 185'}, age ${ageSeconds ?? 'default 86400'} s`;
        return {
          observed,
          verdict: attempts === null && ageSeconds === null ? fail('the defaults are in force') : pass,
        };
      }),
  };
}

function invokePermission({ live, environment }: CheckContext): Check {
  return {
    id: 'invoke-permission',
    title: 'EventBridge may invoke the function for this rule',
    severity: 'block',
    expected: 'an Allow for events.amazonaws.com with this rule as SourceArn, without SourceAccount',
    remedy: `aws lambda add-permission --function-name ${environment.function} --statement-id ${environment.rule} --action lambda:InvokeFunction --principal events.amazonaws.com --source-arn <ARN of the rule>`,
    look: async () => {
      const rule = await live.rule();
      const ruleArn = rule.state === 'read' ? (rule.value?.arn ?? null) : null;
      return judging(await live.permission(), (statements) =>
        ruleArn === null
          ? { observed: 'the rule is not known', verdict: inconclusive('the rule could not be read') }
          : judgeInvokePermission(statements, ruleArn),
      );
    },
  };
}

function imageByDigest({ live }: CheckContext): Check {
  return {
    id: 'image-by-digest',
    title: 'The function runs an image that is in the repository',
    severity: 'block',
    expected: 'an image by digest, present in ECR',
    remedy: 'push the image again, or aws lambda update-function-code with a digest that ECR holds',
    look: async () => {
      const deployed = await live.deployed();
      const image = deployed.state === 'read' ? deployed.value.image : null;
      if (deployed.state === 'read' && image === null) {
        return {
          observed: deployed.value.configuration.packageType,
          verdict: fail('it runs no image'),
          source: deployed.source,
        };
      }
      return judging(await live.image(), (found) => ({
        observed: found
          ? `${image?.digest} tagged ${found.tags.join(', ') || 'nothing'}`
          : `${image?.digest} is not in ECR`,
        verdict: found ? pass : fail('ECR does not hold the digest'),
      }));
    },
  };
}

function imageScan({ live }: CheckContext): Check {
  return {
    id: 'image-scan',
    title: 'The image was scanned and has no critical finding',
    severity: 'warn',
    expected: 'scan COMPLETE, 0 critical findings',
    remedy: 'aws ecr start-image-scan, then read the findings',
    look: async () =>
      judging(await live.image(), (found) => {
        const observed = `scan ${found?.scanStatus ?? 'none'}, critical ${found?.criticalFindings ?? 'unknown'}`;
        const critical = found?.criticalFindings ?? null;
        if (critical === null) return { observed, verdict: inconclusive('there is no scan result') };
        return { observed, verdict: critical === 0 ? pass : fail(`${critical} critical findings`) };
      }),
  };
}

function logGroup({ live }: CheckContext): Check {
  return {
    id: 'log-group',
    title: 'The log group of the function is there',
    severity: 'block',
    expected: 'the group named in the function’s own configuration',
    remedy: 'aws logs create-log-group --log-group-name <the expected one>',
    look: async () => {
      const deployed = await live.deployed();
      const name = deployed.state === 'read' ? deployed.value.configuration.logGroup : 'unknown';
      return judging(await live.logGroup(), (found) => ({
        observed: found
          ? `${found.name}, kept ${found.retentionDays ?? 'for ever'}${found.retentionDays ? ' days' : ''}`
          : `${name} is not there`,
        verdict: found ? pass : fail(`there is no log group ${name}`),
      }));
    },
  };
}
