// Pages and server functions: how many a second, and how long one takes, at 16 connections.

import { atLeast, atMost } from './report.js';
import { drive, percentiles } from './client.js';
import { load } from './load.js';

const piece = (part, query) => ({ org: 'demo', piece: { Overview: part }, query });

const PIECES = [
  ['Machine', '24h'],
  ['Cpu', '24h'],
  ['Events', '24h'],
  ['Events', '30d'],
  ['Users', '30d'],
  ['Feed', '24h'],
];

/** What is asked that nobody asked before: no cache can help. */
const UNCACHED = ['Events', 'Users', 'Cpu'];
const UNCACHED_REQUESTS = 300;

export async function requests(report, scene) {
  const { url } = scene.server;
  await scene.fill();
  const cookie = await scene.cookie();
  const add = (name, { rate, p50, p95, p99 }, bars = {}) => {
    report.add('requests', `${name}, rate`, rate, '/s', bars.rate);
    report.add('requests', `${name}, p50`, p50, 'ms');
    report.add('requests', `${name}, p95`, p95, 'ms', bars.p95);
    report.add('requests', `${name}, p99`, p99, 'ms');
  };

  // Nothing but HTTP: what generator and machine can do at all. A figure near it measures them, not the server.
  add('/healthz (the ceiling)', await load(`${url}/healthz`));
  add('/login', await load(`${url}/login`), { rate: atLeast(4_000) });
  await isComplete(scene, cookie);
  add('/o/demo', await load(`${url}/o/demo`, { headers: { cookie } }), { rate: atLeast(1_000), p95: atMost(15) });

  const headers = { cookie, origin: url, 'content-type': 'application/json', accept: 'application/json' };
  const path = `${url}/fn/get_piece`;
  for (const [part, range] of PIECES) {
    const body = JSON.stringify(piece(part, `range=${range}`));
    add(`piece ${part}, ${range}`, await load(path, { method: 'POST', headers, body }));
  }
  for (const part of UNCACHED) {
    const next = (number) => number < UNCACHED_REQUESTS && {
      method: 'POST', headers, body: JSON.stringify(piece(part, String(new URLSearchParams(elsewhere(number))))),
    };
    const { latencies } = await drive(path, { connections: 1, next });
    const { p50, p95 } = percentiles(latencies);
    report.add('requests', `piece ${part}, about a day, not cached, alone, p50`, p50, 'ms');
    report.add('requests', `piece ${part}, about a day, not cached, alone, p95`, p95, 'ms');
  }
}

/** A day that begins at another minute each time. */
function elsewhere(number) {
  const to = new Date(Date.now() - 3_600_000 - number * 60_000);
  const from = new Date(to - 86_400_000);
  return { range: 'custom', from: from.toISOString(), to: to.toISOString() };
}

/** The page that is measured has to be the one with data. */
async function isComplete(scene, cookie) {
  const answer = await scene.server.request('/o/demo', { cookie });
  const page = await answer.text();
  if (answer.status !== 200 || !page.includes('feed-row')) throw new Error(`/o/demo isn't complete: ${answer.status}\n${page}`);
}
