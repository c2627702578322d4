// Web pages as checked dashboards: an environment of them, a policy, and a report of each.

import { until } from './until.js';

/** Names of pages, and the statuses that they answer with in the end. */
const PAGES = {
  'Sales overview': 200,
  'Stock on hand': 200,
  'Cash position': 200,
  'Campaign performance by region and channel, all markets': 200,
  Churn: 500,
  'Orders today': 404,
};

/**
 * Makes an environment of pages on `site`, has each checked, and answers what there is: the ids of environment, policy,
 * one failing dashboard, its report and its incident.
 */
export async function checkPages(server, cookie, site, { org = 'demo', name = 'Public sites', channels = [] } = {}) {
  const api = async (path, body) => {
    const headers = { accept: 'application/json', 'content-type': 'application/json' };
    const answer = await server.request(`/api/o/${org}/${path}`, { cookie, headers, body: body && JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
    return answer.json();
  };
  const { id: environment } = await api('environments', { kind: 'web', name });
  const pathOf = (title) => `/${encodeURIComponent(title)}`;
  for (const title of Object.keys(PAGES)) {
    const fields = { org, environment, title, url: site.url + pathOf(title), status: 200, slow_ms: 10_000 };
    const answer = await server.request('/fn/save_page', {
      cookie,
      headers: { accept: 'application/json' },
      body: new URLSearchParams(fields),
    });
    if (answer.status >= 400) throw new Error(`the page ${title} was answered ${answer.status}: ${await answer.text()}`);
  }
  const { id: policy } = await api('policies', {
    name: `${name}, nightly`,
    environment_id: environment,
    scope: 'all',
    skip_confirmation: true,
    channels,
    schedule: { kind: 'window', weekdays: [0, 1, 2, 3, 4, 5, 6], start: '01:00', end: '05:00', zone: 'Europe/Berlin' },
  });
  const list = () => api(`dashboards/health?environment_id=${environment}`);
  await until('every page has passed', async () => (await list()).every((one) => one.status === 'PASS'));
  const broken = Object.entries(PAGES).filter(([, status]) => status !== 200);
  for (const [title, status] of broken) site.break(pathOf(title), status);
  // Only the policy takes a new failure at its word.
  await api('checks', { policy_id: policy });
  const failing = await until('every broken page has failed', async () => {
    const found = (await list()).filter((one) => one.status === 'FAIL');
    return found.length === broken.length && found[0];
  });
  const [incident] = await api(`incidents?dashboard_id=${failing.dashboard_id}`);
  return {
    environment,
    policy,
    dashboard: failing.dashboard_id,
    report: new URL(failing.report_url).pathname,
    incident: new URL(incident.url).pathname,
  };
}
