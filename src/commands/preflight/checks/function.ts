/* Checks of the function itself, as it is configured now. */
import { fail, inconclusive, pass } from '../../../domain/verdict.ts';
import { visibleText } from '../../../domain/visible-text.ts';
import { type Check, type CheckContext, type Finding, judging } from '../check.ts';
import type { DeployedFunction } from '../deployed-function.ts';

/** 512 MB was too little in the field: the browser login needs 1024. */
const leastMemoryMb = 1024;
/** A run may take 240 s; Lambda must not end it before. */
const leastTimeoutSeconds = 240;

export function functionChecks(context: CheckContext): readonly Check[] {
  return [...configurationChecks(context), ...invocationChecks(context)];
}

function configurationChecks({ live, environment }: CheckContext): readonly Check[] {
  const name = environment.function;
  const ofFunction = (judge: (deployed: DeployedFunction) => Judged) => async (): Promise<Finding> =>
    judging(await live.deployed(), judge);
  return [
    {
      id: 'function-active',
      title: 'The function is ready',
      severity: 'block',
      expected: 'State Active, LastUpdateStatus Successful',
      remedy: `aws lambda wait function-updated-v2 --function-name ${name}`,
      look: ofFunction(({ configuration: { state, lastUpdateStatus } }) =>
        judged(`${state}, ${lastUpdateStatus}`, state === 'Active' && lastUpdateStatus === 'Successful'),
      ),
    },
    {
      id: 'memory',
      title: `The function has at least ${leastMemoryMb} MB`,
      severity: 'block',
      expected: `>= ${leastMemoryMb} MB`,
      remedy: `aws lambda update-function-configuration --function-name ${name} --memory-size ${leastMemoryMb}`,
      look: ofFunction(({ configuration: { memoryMb } }) =>
        judged(`${memoryMb} MB`, memoryMb >= leastMemoryMb),
      ),
    },
    {
      id: 'timeout',
      title: 'The time limit lets a run of 240 s end, and is Lambda’s 5 minutes at most',
      severity: 'block',
      expected: `${leastTimeoutSeconds} to 300 s`,
      remedy: `aws lambda update-function-configuration --function-name ${name} --timeout 300`,
      look: ofFunction(({ configuration: { timeoutSeconds } }) =>
        judged(`${timeoutSeconds} s`, timeoutSeconds >= leastTimeoutSeconds && timeoutSeconds <= 300),
      ),
    },
    {
      id: 'architecture',
      title: 'The function runs on x86_64',
      severity: 'block',
      expected: 'x86_64, the architecture that the image and its browser are built for',
      remedy: `aws lambda update-function-code --function-name ${name} --architectures x86_64 --image-uri <the image by digest>`,
      look: ofFunction(({ configuration: { architectures } }) =>
        judged(architectures.join(', '), architectures.length === 1 && architectures[0] === 'x86_64'),
      ),
    },
    {
      id: 'role',
      title: 'The function has a role of this account',
      severity: 'block',
      expected: `a role in ${environment.account}`,
      remedy: `aws lambda get-function-configuration --function-name ${name}`,
      look: ofFunction(({ configuration: { roleArn } }) =>
        judged(roleArn, roleArn.includes(`::${environment.account}:role/`)),
      ),
    },
  ];
}

function invocationChecks({ live, environment }: CheckContext): readonly Check[] {
  const name = environment.function;
  return [
    {
      id: 'async-retries',
      title: 'A failed run is not repeated by itself',
      severity: 'block',
      expected: 'MaximumRetryAttempts 0, MaximumEventAgeInSeconds at most 1200',
      remedy: `aws lambda put-function-event-invoke-config --function-name ${name} --maximum-retry-attempts 0 --maximum-event-age-in-seconds 300`,
      look: async () =>
        judging(await live.asyncConfig(), (config) => {
          const attempts = config?.maximumRetryAttempts ?? 2;
          const ageSeconds = config?.maximumEventAgeSeconds ?? 21_600;
          return judged(
            `${attempts} retries, event age ${ageSeconds} s`,
            attempts === 0 && ageSeconds <= 1_200,
          );
        }),
    },
    {
      id: 'concurrency-free',
      title: 'The brake is off: runs are let in',
      severity: 'block',
      expected: 'reserved concurrency unset or above 0',
      remedy: `aws lambda delete-function-concurrency --function-name ${name}, once the reason of the last rollback is mended`,
      look: async () =>
        judging(await live.concurrency(), (reserved) =>
          judged(reserved === null ? 'unset' : String(reserved), reserved !== 0),
        ),
    },
    {
      id: 'function-ready',
      title: 'The function itself says that it could do its work',
      severity: 'block',
      expected: 'settings, secrets, tables and the Naver session, each tried by a probe without effects',
      remedy: 'mend what the probe names; an expired session needs a new login in table session',
      look: async () =>
        judging(await live.build(), ({ checks }) => {
          const failing = checks
            .filter(({ isOk }) => !isOk)
            .map(({ id, detail }) => `${id}: ${detail ?? 'no reason'}`);
          const observed =
            failing.length === 0 ? `${checks.length} parts ready` : visibleText(failing.join('; '));
          if (checks.length === 0) return { observed, verdict: inconclusive('the probe tried nothing') };
          return { observed, verdict: failing.length === 0 ? pass : fail(observed) };
        }),
    },
    {
      id: 'relay',
      title: `The relay ${environment.relay} is there`,
      severity: 'warn',
      expected: 'State Active',
      remedy: 'create the relay function, or mend `relay` in naver-sms.config.yaml',
      look: async () =>
        judging(await live.relay(), (relay) =>
          judged(relay?.state ?? 'no such function', relay?.state === 'Active'),
        ),
    },
  ];
}

type Judged = Pick<Finding, 'observed' | 'verdict'>;

function judged(observed: string, isRight: boolean): Judged {
  return { observed, verdict: isRight ? pass : fail(`it is ${observed}`) };
}
