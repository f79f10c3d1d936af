/*
 * What the channels are told, in Korean and English, from templates that people may edit. A template names its values
 * in braces; a name that is not offered is an error when the template is read, never an empty place in a message.
 */
import type { AnnounceRequest } from './announcement.ts';
import { toKst } from './kst.ts';

export type Occasion = AnnounceRequest['occasion'];

export interface AnnouncementValues {
  readonly environment: string;
  /** Empty on AWS itself; elsewhere a mark that nobody overlooks. */
  readonly simulated: string;
  readonly rule: string;
  readonly function: string;
  readonly operator: string;
  readonly run: string;
  /** The evidence head: number of lines and the first characters of its sha256. */
  readonly evidenceHead: string;
  /** UTC and KST. */
  readonly at: string;
  readonly detail: string;
}

export type Templates = Readonly<Record<Occasion, string>>;

const footer = 'Run {run} · {at}\n증적 / Evidence {evidenceHead}';

/** The texts as they ship. */
export const shippedTemplates: Templates = {
  start: `{simulated}[전환 시작] {environment}: {operator} 님이 {rule} 규칙을 켭니다. 첫 실행까지 기다린 뒤 결과를 알려 드립니다.
[Cutover starts] {environment}: {operator} enables {rule}. We report after the first tick.
{detail}
${footer}`,
  success: `{simulated}[전환 완료] {environment}: {rule} 규칙이 켜졌고 열 가지 기준을 모두 통과했습니다.
[Cutover done] {environment}: {rule} is enabled and all ten criteria passed.
{detail}
${footer}`,
  rollback: `{simulated}[롤백] {environment}: {rule} 발송을 멈추는 롤백을 실행했습니다.
[Rollback] {environment}: {rule} was rolled back. The line below says what is proven.
{detail}
${footer}`,
  escalation: `{simulated}[확인 필요] {environment}: {rule} 전환을 스스로 증명하지 못했습니다. 담당자가 확인해 주세요.
[Needs a person] {environment}: the cutover of {rule} could not be proven. Please look.
{detail}
${footer}`,
};

/** The text of an announcement. Throws a RangeError for a name in braces that no value has. */
export function announcementText(template: string, values: AnnouncementValues): string {
  const offered = new Map<string, string>(Object.entries(values));
  return template.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = offered.get(name);
    if (value === undefined) throw new RangeError(`the template names {${name}}, which no announcement has`);
    return value;
  });
}

/** `2026-01-05T00:00:00Z (09:00:00 KST)` */
export function momentText(at: Date): string {
  const kst = toKst(at).slice(11);
  return `${at.toISOString().replace(/\.\d+Z$/, 'Z')} (${kst} KST)`;
}
