// What a measured organization looks like: a signed-in owner, some weeks of activity, a machine with samples.

import { activity } from '../end2end/harness/demo.js';
import { until } from '../end2end/harness/until.js';

const EVENTS = Number(process.env.BENCH_EVENTS ?? 20_000);
const BATCH = 1_000;
const DAYS = 30;

export class Scene {
  #cookie;
  #token;
  #filled;

  constructor(server) {
    this.server = server;
  }

  /** The owner's session, as a header's value. */
  async cookie() {
    this.#cookie ??= this.server.session(this.server.owner);
    return this.#cookie;
  }

  /** A token that may send events. */
  async token() {
    this.#token ??= this.server.createToken();
    return this.#token;
  }

  /** Sends the activity, and waits for the first samples of the machine. Once. */
  async fill() {
    this.#filled ??= this.#fill();
    return this.#filled;
  }

  async #fill() {
    const [cookie, token] = [await this.cookie(), await this.token()];
    const events = activity({ count: EVENTS, days: DAYS });
    for (let at = 0; at < events.length; at += BATCH) await this.server.ingest(token, events.slice(at, at + BATCH));
    await until('the machine has been sampled', async () => {
      const answer = await this.ask(cookie, 'get_piece', { org: 'demo', piece: { Overview: 'Machine' }, query: '' });
      return (await answer.json()).includes('kpi-value');
    }, 30);
  }

  /** Calls a server function that takes JSON. */
  ask(cookie, name, body) {
    const headers = { 'content-type': 'application/json', accept: 'application/json' };
    return this.server.request(`/fn/${name}`, { cookie, headers, body: JSON.stringify(body) });
  }
}
