/**
 * When every test world begins: a Monday, 14:00 in Korea, as a rehearsal does. A world that began at the time of day of
 * the test run would have other messages due in the evening, and none at night.
 */
export const worldStartMs = Date.parse('2026-11-23T05:00:00Z');
