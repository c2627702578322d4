// What a file of tests begins with: one server and one browser for the file, fresh pages for each journey.

import { after, before, test } from 'node:test';

import { Pages, launch } from './browser.js';
import { Server } from './server.js';

/**
 * Starts a server with `options` for the file and answers the function that defines its journeys. What `prepare` makes
 * of the server (accounts, tokens, events) is handed to each of them beside `server` and `openPage`.
 */
export function suite({ prepare = async () => ({}), ...options } = {}) {
  let server;
  let browser;
  let prepared;

  before(async () => {
    [server, browser] = await Promise.all([Server.start(options), launch()]);
    prepared = await prepare(server);
  }, { timeout: 120_000 });

  after(async () => {
    await browser?.close();
    for (const made of Object.values(prepared ?? {})) await made?.[Symbol.asyncDispose]?.();
    await server?.remove();
  }, { timeout: 60_000 });

  return (name, journey) => test(name, { timeout: 90_000 }, async () => {
    const pages = new Pages(browser, server);
    try {
      await journey({ ...prepared, server, openPage: pages.open });
      pages.verify();
    } catch (error) {
      throw await pages.explain(error, name);
    } finally {
      await pages.close();
    }
  });
}
