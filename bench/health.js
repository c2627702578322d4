// The health center and its checks, on servers of their own: ten thousand dashboards with ninety days of reports to look
// at, a plan of them all, and a thousand pages of a site on loopback to check.
//
// What fills the database is SQL, since ninety days can't be waited for; what is measured goes through the server.

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

import { ROOT } from '../end2end/harness/program.js';
import { Server } from '../end2end/harness/server.js';
import { Site } from '../end2end/harness/site.js';
import { until } from '../end2end/harness/until.js';
import { drive, percentiles } from './client.js';
import { another, askAs, watchTransactions } from './postgres.js';
import { atMost } from './report.js';
import { resident } from './memory.js';
import { visit } from './visit.js';

const DASHBOARDS = Number(process.env.BENCH_DASHBOARDS ?? 10_000);
const DAYS = Number(process.env.BENCH_DAYS ?? 90);
const TARGETS = Number(process.env.BENCH_TARGETS ?? 1_000);
const HOUR_CHECKS = Number(process.env.BENCH_CHECKS ?? 1_000);
/** How long the thousand checks are spread over, in seconds: an hour, unless somebody tries this script. */
const HOUR_SECONDS = Number(process.env.BENCH_HOUR_SECONDS ?? 3_600);
const REQUESTS = 400;
const ENV = { PULSEBOARD_ALLOWED_NETWORKS: '127.0.0.0/8' };

/** The page with its first rows, and how it comes alive in a browser. */
export async function center(report) {
  await using(await Server.start({ embedded: true, env: ENV }), async (server) => {
    const cookie = await server.session(server.owner);
    const { environment } = await makeEnvironment(server, cookie, 'Production');
    await fill(server, environment);
    report.note('center', `${DASHBOARDS} dashboards, ${DAYS} days of daily reports`);
    const headers = { cookie, origin: server.url, 'content-type': 'application/json', accept: 'application/json' };
    const measure = async (name, part, query, bar) => {
      // Another filter each time, which changes nothing: no cache can help.
      const next = (number) => number < REQUESTS && {
        method: 'POST', headers, body: JSON.stringify({ org: 'demo', piece: { Health: part }, query: `${query}&bench=${number}` }),
      };
      const { latencies } = await drive(`${server.url}/fn/get_piece`, { connections: 1, next });
      const { p50, p95 } = percentiles(latencies);
      report.add('center', `${name}, p50`, p50, 'ms');
      report.add('center', `${name}, p95`, p95, 'ms', bar);
      return p95;
    };
    // What the round trip itself takes, in the same run.
    const { latencies } = await drive(`${server.url}/healthz`, { connections: 1, next: (number) => number < REQUESTS && {} });
    report.add('center', '/healthz alone, p95', percentiles(latencies).p95, 'ms');
    const parts = [await measure('summary', 'Summary', 'x=1'), await measure('50 rows', 'Table', 'x=1')];
    report.add('center', 'summary and 50 rows, p95 of each added', parts[0] + parts[1], 'ms', atMost(8));
    await measure('50 rows in the middle', 'Table', `window=${Math.floor(DASHBOARDS / 100) * 50}`);
    await measure('50 rows of a search', 'Table', 'q=dashboard');

    const seen = await visit(server, cookie, '/o/demo/health');
    report.add('center', 'HTML and CSS, gzip', seen.readable, 'kB', atMost(40));
    report.add('center', 'hydration, processor slowed down 4 times', seen.hydration, 'ms', atMost(300));
    report.add('center', 'rows in the page', seen.rows, '');
  });
}

/** Planning ten thousand dashboards: in memory, and as it is stored. */
export async function plan(report) {
  const example = ['run', '--quiet', '--release', '--package', 'domain', '--features', 'zones', '--example', 'plan_speed', '--'];
  const { stdout } = await promisify(execFile)('cargo', [...example, String(DASHBOARDS)], { cwd: ROOT });
  report.add('plan', `${DASHBOARDS} in memory`, Number(stdout), 'ms', atMost(3));
  await using(await Server.start({ embedded: true, env: ENV }), async (server) => {
    const cookie = await server.session(server.owner);
    const { environment, api } = await makeEnvironment(server, cookie, 'Production');
    await insertDashboards(server, environment);
    // Preview draws the same slots; against one of a single dashboard it is what the slots cost.
    const preview = async (scope) => {
      const body = { name: 'Bench', environment_id: environment, ...scope, schedule: { kind: 'every', every_seconds: 86_400, zone: 'UTC' } };
      const times = [];
      for (let number = 0; number < 20; number += 1) {
        const began = performance.now();
        await api('policies/preview', body);
        times.push(performance.now() - began);
      }
      return percentiles(times).p50;
    };
    const [one] = JSON.parse(await askAs(server, `select json_agg(id) from (select id from dashboards order by id limit 1) d`));
    const [all, single] = [await preview({ scope: 'all' }), await preview({ scope: 'selected', dashboards: [one] })];
    report.add('plan', `preview of ${DASHBOARDS}, with the question and the JSON, p50`, all, 'ms');
    report.add('plan', 'preview of 1, p50', single, 'ms');
    // A plan begins within the next occurrence, and a policy plans only what begins after it was made: its second is now.
    const watching = watchTransactions(server, '%into checks%', `select count(*) >= ${DASHBOARDS} from checks where state = 'planned'`);
    await api('policies', {
      name: 'Every day', environment_id: environment, scope: 'all', accept_warnings: true, schedule: { kind: 'every', every_seconds: 86_400, zone: 'UTC' },
    });
    await askAs(server, `update policies set active_since = now() - interval '2 days'; update environment_plans set planned_until = now() - interval '1 minute'`);
    report.add('plan', `${DASHBOARDS} stored`, await watching, 'ms', atMost(500));
  });
}

/** A thousand pages every 60 seconds: when each begins, and what the server needs for it. */
export async function targets(report) {
  const site = await Site.start();
  await using(await Server.start({ embedded: true, env: ENV }), async (server) => {
    const cookie = await server.session(server.owner);
    const { environment, api } = await makeEnvironment(server, cookie, 'Sites', { max_concurrent: 20, minimum_gap_ms: 0 });
    await insertPages(server, environment, site.url, TARGETS);
    await api('policies', {
      name: 'Every minute', environment_id: environment, scope: 'all', accept_warnings: true, skip_confirmation: true,
      schedule: { kind: 'every', every_seconds: 60, zone: 'UTC' },
    });
    await until('every page was checked in one occurrence', async () =>
      Number(await askAs(server, 'select coalesce(max(n), 0) from (select count(*) n from checks where started_at is not null and occurrence is not null group by occurrence) o')) >= TARGETS, 240);
    const started = `select extract(epoch from started_at - occurrence) as at, occurrence from checks where started_at is not null and occurrence is not null`;
    const [last, evenness] = JSON.parse(await askAs(server, `
      with whole as (select occurrence from (${started}) s group by occurrence having count(*) >= ${TARGETS} order by occurrence limit 1),
           own as (select at from (${started}) s where occurrence = (select occurrence from whole)),
           tenths as (select least(9, floor(at / 6)) as tenth, count(*) as n from own group by 1)
      select json_build_array((select max(at) from own), (select max(n) / ${TARGETS / 10}.0 from tenths))`));
    report.add('targets', `${TARGETS} pages every 60 s: the last begins after`, last, 's', atMost(60.25));
    report.add('targets', 'the fullest tenth of the minute, of its even share', evenness, '×', atMost(1.2));
    report.add('targets', 'server, with all of them', await resident(server.pid), 'MB', atMost(80));
  });
  await site[Symbol.asyncDispose]();
}

/** A thousand checks in one hour: how late each begins; and the cap, with three servers. */
export async function slots(report) {
  const site = await Site.start();
  const cap = 4;
  await using(await Server.start({ embedded: true, env: ENV }), async (server) => {
    const cookie = await server.session(server.owner);
    const { environment, api } = await makeEnvironment(server, cookie, 'Sites', { max_concurrent: cap, minimum_gap_ms: 0 });
    await insertPages(server, environment, site.url, HOUR_CHECKS);
    await api('policies', {
      name: 'An hour', environment_id: environment, scope: 'all', accept_warnings: true, skip_confirmation: true,
      schedule: { kind: 'every', every_seconds: HOUR_SECONDS, zone: 'UTC' },
    });
    const others = [await another(server), await another(server)];
    try {
      let most = 0;
      const done = `select coalesce(max(n), 0) from (select count(*) n from checks where state = 'done' and occurrence is not null group by occurrence) o`;
      await until('an occurrence is over', async () => {
        most = Math.max(most, Number(await askAs(server, `select count(*) from checks where state = 'running'`)));
        return Number(await askAs(server, done)) >= HOUR_CHECKS;
      }, 2 * HOUR_SECONDS + 60);
      const late = JSON.parse(await askAs(server, `
        select json_agg(extract(epoch from started_at - slot) * 1000) from checks where started_at is not null and occurrence is not null`));
      const { p50, p99 } = percentiles(late);
      report.add('slots', `${HOUR_CHECKS} checks in ${HOUR_SECONDS} s, begun after their slot, p50`, p50, 'ms');
      report.add('slots', `${HOUR_CHECKS} checks in ${HOUR_SECONDS} s, begun after their slot, p99`, p99, 'ms', atMost(250));
      const twice = await askAs(server, `select count(*) from checks c left join reports r on r.org_id = c.org_id and r.check_id = c.id where c.state = 'done' and r.check_id is null`);
      report.add('slots', 'checks without their report', Number(twice), '', atMost(0));

      // All at once: what holds them back is the cap alone.
      site.delay(300);
      await api('checks', { environment_id: environment });
      await until('the crowd is through', async () => {
        most = Math.max(most, Number(await askAs(server, `select count(*) from checks where state = 'running'`)));
        return Number(await askAs(server, `select count(*) from checks where occurrence is null and state = 'done'`)) >= Math.min(HOUR_CHECKS, 100);
      }, 240);
      report.add('slots', `most at a time, 3 servers, a cap of ${cap}, as the database says`, most, '', atMost(cap));
      report.add('slots', `most at a time, 3 servers, a cap of ${cap}, as the site sees`, site.most, '', atMost(cap));
    } finally {
      for (const other of others) other.kill('SIGTERM');
    }
  });
  await site[Symbol.asyncDispose]();
}

async function using(server, work) {
  try {
    await work(server);
  } finally {
    await server.remove();
  }
}

async function makeEnvironment(server, cookie, name, settings = {}) {
  const api = async (path, body) => {
    const headers = { accept: 'application/json', 'content-type': 'application/json' };
    const answer = await server.request(`/api/o/demo/${path}`, { cookie, headers, body: body && JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
    return answer.json();
  };
  const { id: environment } = await api('environments', { kind: 'web', name, ...settings });
  return { environment, api };
}

/** Dashboards without conditions: they are planned and shown, and never checked. */
function insertDashboards(server, environment) {
  return askAs(server, `
    insert into dashboards (org_id, environment_id, external_id, title, url, created_at)
    select e.org_id, e.id, 'bench-' || n, 'Dashboard ' || lpad(n::text, 5, '0'), 'https://bench.invalid/' || n, now()
    from environments e, generate_series(1, ${DASHBOARDS}) n where e.id = ${environment};
    analyze dashboards`);
}

/** Pages on `url`, with conditions. */
function insertPages(server, environment, url, count) {
  return askAs(server, `
    with made as (
      insert into dashboards (org_id, environment_id, external_id, title, url, created_at)
      select e.org_id, e.id, '${url}/' || n, 'Page ' || lpad(n::text, 5, '0'), '${url}/' || n, now()
      from environments e, generate_series(1, ${count}) n where e.id = ${environment}
      returning org_id, id
    )
    insert into web_targets (org_id, dashboard_id) select org_id, id from made;
    analyze dashboards, web_targets`);
}

/** Dashboards, and a report of each of them every day: one in fifty fails, one in twenty has a warning. */
async function fill(server, environment) {
  await insertDashboards(server, environment);
  await askAs(server, `
    insert into checks (org_id, environment_id, dashboard_id, slot, state, started_at)
    select d.org_id, d.environment_id, d.id, now() - make_interval(days => ${DAYS} - day, secs => d.id % 3600), 'done', now()
    from generate_series(1, ${DAYS}) day, dashboards d;
    insert into reports (org_id, check_id, environment_id, dashboard_id, status, planned_at, checked_at, duration_ms, reason)
    select c.org_id, c.id, c.environment_id, c.dashboard_id, s.status, c.slot, c.slot + interval '2 s', 900,
           case s.status when 'FAIL' then 'Revenue: column “region” does not exist' when 'WARN' then 'Orders: no rows' end
    from checks c, lateral (select case when (c.dashboard_id + c.id) % 50 = 0 then 'FAIL' when (c.dashboard_id + c.id) % 20 = 0 then 'WARN' else 'PASS' end as status) s;
    insert into status_changes (org_id, dashboard_id, changed_at, status, check_id, reason)
    select org_id, dashboard_id, checked_at, status, check_id, reason
    from (select r.*, lag(status) over (partition by dashboard_id order by checked_at) as before from reports r) r
    where status is distinct from before;
    update dashboards d
    set status = l.status, conclusive_status = l.status, conclusive_at = l.checked_at, since = l.checked_at, reason = l.reason,
        last_outcome = 'ran', last_at = l.checked_at, last_check_id = l.check_id, last_report_id = l.check_id, last_reason = l.reason
    from (select distinct on (dashboard_id) * from reports order by dashboard_id, checked_at desc) l
    where d.org_id = l.org_id and d.id = l.dashboard_id`);
  await askAs(server, 'vacuum analyze');
}
