// Activity as a small company has it: some thousand events over the past weeks, the same at each run but for the present.

import { randomUUID } from 'node:crypto';

const PEOPLE = ['Ana Lind', 'Bo Okafor', 'Chiara Rossi', 'Dmitri Petrov', 'Emi Tanaka', 'Farid Haddad', 'Grace Nwosu', 'Hugo Marchand', 'Ines Duarte', 'Jonas Weber', 'Kaito Mori', 'Lena Novak']
  .map((name, at) => ({ id: `person-${at}`, name }));
const PIPELINES = ['nightly-load', 'crm-sync', 'invoice-export', 'dim-customer', 'web-sessions'];
const BOTS = ['Support', 'Onboarding', 'Returns'];
const DASHBOARDS = ['Sales by region', 'Churn', 'Cash position', 'Stock on hand'];
const WORKFLOWS = ['Invoice intake', 'Refund', 'New supplier'];

/** Figures between 0 and 1 that look random and are the same each time (mulberry32). */
function dice(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** `count` events up to `now`: more by day than by night, fewer at weekends, mostly well. */
export function activity({ count, days, now = Date.now(), seed = 7 }) {
  const roll = dice(seed);
  const pick = (list) => list[Math.floor(roll() * list.length)];
  const events = [];
  while (events.length < count) {
    const at = new Date(now - roll() ** 1.3 * days * 86_400_000);
    const hour = at.getUTCHours() + at.getUTCMinutes() / 60;
    const byDay = 0.12 + 0.88 * Math.exp(-((hour - 13) ** 2) / 24);
    const byWeek = [0, 6].includes(at.getUTCDay()) ? 0.3 : 1;
    if (roll() > byDay * byWeek) continue;
    events.push({ id: randomUUID(), occurred_at: at.toISOString(), ...deed(roll, pick) });
  }
  return events;
}

/** What was done, by whom, and how it went. */
function deed(roll, pick) {
  const actor = pick(PEOPLE);
  const channel = roll() < 0.3 ? 'api' : 'web';
  const status = roll() < 0.06 ? 'failed' : roll() < 0.08 ? 'warning' : 'success';
  const duration = Math.round(800 + roll() ** 3 * 400_000);
  const kinds = [
    () => ({ kind: 'user.logged_in', actor, channel, status: 'success' }),
    () => ({ kind: 'pipeline.finished', subject: thing(pick(PIPELINES)), status, duration_ms: duration, channel: 'api' }),
    () => ({ kind: 'validation.finished', actor, subject: thing(pick(DASHBOARDS)), status, duration_ms: duration % 9_000, channel }),
    () => ({ kind: 'validation.finding', subject: thing(pick(DASHBOARDS)), status: status === 'success' ? 'warning' : 'error' }),
    () => ({ kind: 'workflow.updated', actor, subject: thing(pick(WORKFLOWS)), channel }),
    () => ({ kind: 'chat.message', actor, subject: thing(pick(BOTS)), role: roll() < 0.5 ? 'human' : 'ai', channel: 'web' }),
    () => ({ kind: 'submission.finished', actor, subject: thing(pick(WORKFLOWS)), status, duration_ms: duration % 60_000, channel }),
    () => ({ kind: 'deploy.rolled_back', actor, subject: thing('billing-api'), status: 'failed', channel: 'api', text: 'billing-api 4.12 was rolled back after 3 failed health checks' }),
  ];
  const weights = [16, 26, 18, 9, 6, 20, 12, 1];
  let rest = roll() * weights.reduce((sum, weight) => sum + weight, 0);
  const at = weights.findIndex((weight) => (rest -= weight) < 0);
  return kinds[at]();
}

const thing = (name) => ({ id: name.toLowerCase().replaceAll(' ', '-'), name });
