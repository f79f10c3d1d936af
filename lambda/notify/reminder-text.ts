import { toKst } from '../../src/domain/kst.ts';
import type { Reminder } from './alarm-memory.ts';

const hourMs = 60 * 60_000;

/** One text for all alarms that are still in ALARM: since when, what each means, and its next command. Pure. */
export function reminderText(reminders: readonly Reminder[], now: Date): string {
  return reminders.map((reminder) => alarmLines(reminder, now)).join('\n\n');
}

function alarmLines({ alarm, since }: Reminder, now: Date): string {
  const hours = Math.round((now.getTime() - since.getTime()) / hourMs);
  const begun = toKst(since).slice(5, 16);
  return [
    `[경보 계속 / STILL ALARM] ${alarm.name} · ${toKst(now).slice(11, 16)} KST`,
    `${begun} KST부터 ${hours}시간째 / since ${begun} KST, for ${hours} h`,
    alarm.description,
  ].join('\n');
}
