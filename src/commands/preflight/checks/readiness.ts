/* Checks of what the function says of itself, by a probe without effects. */
import type { TargetKind } from '../../../domain/target.ts';
import { fail, inconclusive, pass } from '../../../domain/verdict.ts';
import { visibleText } from '../../../domain/visible-text.ts';
import { type Check, type Finding, judging } from '../check.ts';
import type { LiveReads } from '../live-reads.ts';
import type { ProbedBuild } from '../probe-function.ts';

export interface ReadinessContext {
  readonly live: Pick<LiveReads, 'build'> & {
    readonly toolbox: { readonly target: { readonly kind: TargetKind } };
  };
}

export function readinessChecks({ live }: ReadinessContext): readonly Check[] {
  // In the sandbox the function runs on the operator's machine, which may have no browser and still rehearses all else.
  const isOperatorsMachine = live.toolbox.target.kind === 'sandbox';
  const ofProbe = (judge: (checks: ProbedBuild['checks']) => Judged) => async (): Promise<Finding> =>
    judging(await live.build(), ({ checks }) => judge(checks));
  const ofForm = async (): Promise<Finding> => {
    const finding = await ofProbe(judgeForm)();
    const isUntried = finding.verdict.state === 'inconclusive';
    return isUntried && isOperatorsMachine ? { ...finding, severity: 'warn' } : finding;
  };
  return [
    {
      id: 'function-ready',
      title: 'The function itself says that it could do its work',
      severity: 'block',
      expected:
        'settings, secrets, tables, SENS, the Naver session and each store, tried by a probe without effects',
      remedy: 'fix what the probe names; an expired session needs a login: naver-sms login run',
      look: ofProbe((checks) => judgeParts(checks.filter(({ id }) => !loginParts.includes(id)))),
    },
    {
      id: 'browser-starts',
      title: 'The function can start the browser that a login needs',
      severity: isOperatorsMachine ? 'warn' : 'block',
      expected: 'Chromium started with an empty page and ended again, by the same probe',
      remedy: isOperatorsMachine
        ? 'rehearse logins on x86-64 Linux; everything else is rehearsed here'
        : 'give the function 1,024 MB of memory and 512 MB of /tmp, and deploy the image that npm run image makes',
      look: ofProbe((checks) => judgeBrowser(checks.filter(({ id }) => id === 'browser'))),
    },
    {
      id: 'login-form',
      title: 'Naver serves the login form that this build knows',
      severity: 'block',
      expected: 'visible fields and a visible login button, opened by the same probe without credentials',
      remedy:
        'add what Naver serves now to src/domain/login-form.ts and deploy that build; without it a run whose session is over cannot sign in, and sends nothing',
      look: ofForm,
    },
  ];
}

/** What has checks of its own. */
const loginParts: readonly string[] = ['browser', 'login-form'];

type Judged = Pick<Finding, 'observed' | 'verdict'>;

function judgeParts(checks: ProbedBuild['checks']): Judged {
  if (checks.length === 0)
    return { observed: 'nothing was tried', verdict: inconclusive('the probe tried nothing') };
  const failing = checks
    .filter(({ isOk }) => !isOk)
    .map(({ id, detail }) => `${id}: ${detail ?? 'no reason'}`);
  if (failing.length === 0) return { observed: `${checks.length} parts ready`, verdict: pass };
  const observed = visibleText(failing.join('; '));
  return { observed, verdict: fail(observed) };
}

function judgeBrowser([browser]: ProbedBuild['checks']): Judged {
  if (!browser)
    return { observed: 'not tried', verdict: inconclusive('this build does not try its browser') };
  const observed = visibleText(browser.detail ?? (browser.isOk ? 'started' : 'no reason'));
  return { observed, verdict: browser.isOk ? pass : fail(observed) };
}

function judgeForm(checks: ProbedBuild['checks']): Judged {
  const form = checks.find(({ id }) => id === 'login-form');
  const observed = visibleText(form?.detail ?? (form?.isOk ? 'known' : 'not looked at'));
  if (form?.isOk) return { observed, verdict: pass };
  const isLookedAt = form !== undefined && checks.some(({ id, isOk }) => id === 'browser' && isOk);
  return { observed, verdict: isLookedAt ? fail(observed) : inconclusive('the probe did not see the form') };
}
