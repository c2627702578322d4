// A team is let in, and what each of them may do is certain: two browsers, two organizations, four roles.

import assert from 'node:assert/strict';

import { hydrated, visit } from './harness/browser.js';
import { connection } from './harness/overview.js';
import { event } from './harness/server.js';
import { suite } from './harness/suite.js';
import { until } from './harness/until.js';

const PASSWORD = 'correct horse battery';

const journey = suite({
  async prepare(server) {
    await server.createOrg({ slug: 'other', name: 'Other' });
    const people = {};
    for (const role of ['viewer', 'editor', 'admin']) {
      people[role] = await server.createUser({ email: `${role}@example.com`, role });
    }
    return { people };
  },
});

const tab = (page, name) => page.getByRole('navigation', { name: 'Settings' }).getByRole('link', { name });
const secret = (page) => page.getByLabel('Secret, shown once');
const toast = (page, text) => page.getByRole('status').filter({ hasText: text });
const row = (page, text) => page.getByRole('row').filter({ hasText: text });

/** Invites as whoever looks at the members' page; answers the link that is shown once. */
async function invite(page, email, role) {
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Role', { exact: true }).selectOption(role);
  await page.getByRole('button', { name: 'Make a link' }).click();
  return secret(page).innerText();
}

/** Accepts in a browser of one's own. */
async function join(page, link, name) {
  await page.goto(new URL(link).pathname);
  await page.getByLabel('Your name').fill(name);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Join' }).click();
  await page.getByRole('heading', { name: 'Overview' }).waitFor();
}

journey('an invited person joins, is given more, and is shown the door within a second', async ({ server, openPage }) => {
  const ana = await openPage({ user: server.owner, path: '/o/demo/settings/members' });
  const link = await invite(ana, 'ben@example.com', 'viewer');
  await ana.reload();
  assert.equal(await secret(ana).count(), 0, 'the link is shown once');

  const ben = await openPage({ expects: [/status of 404/] });
  await join(ben, link, 'Ben');
  await hydrated(ben);
  await visit(ben, '/o/demo/settings/members');
  assert.equal(await tab(ben, 'API tokens').count(), 0, 'a viewer is offered no tokens');
  assert.equal(await ben.getByLabel('E-mail').count(), 0, 'a viewer invites nobody');

  await visit(ana, '/o/demo/settings/members');
  await ana.getByLabel('Role of Ben', { exact: true }).selectOption('admin');
  await row(ana, 'ben@example.com').getByRole('button', { name: 'Change' }).click();
  await toast(ana, 'The role was changed.').waitFor();
  await visit(ben, '/o/demo/settings/members');
  await tab(ben, 'API tokens').waitFor();

  await visit(ben, '/o/demo');
  await connection(ben, /^Live$/).waitFor();
  await row(ana, 'ben@example.com').getByText('Remove', { exact: true }).first().click();
  await row(ana, 'ben@example.com').getByRole('button', { name: 'Remove Ben' }).click();
  await toast(ana, 'The member was removed.').waitFor();
  const stream = await server.request('/api/o/demo/stats/realtime', { cookie: await sessionOf(ben) });
  assert.equal(stream.status, 404);
  // The open page hears that its stream has ended, and goes by itself.
  await ben.getByText('There is nothing at this address').waitFor();
});

async function sessionOf(page) {
  const cookie = (await page.context().cookies()).find(({ name }) => name === 'pulseboard_session');
  return `${cookie.name}=${cookie.value}`;
}

journey('an invitation works once, and for one address', async ({ server, openPage, people }) => {
  const ana = await openPage({ user: server.owner, path: '/o/demo/settings/members' });
  const link = await invite(ana, 'carla@example.com', 'editor');
  const editor = await openPage({ user: people.editor, path: new URL(link).pathname });
  await editor.getByText('This invitation is for carla@example.com.').waitFor();
  await join(await openPage({}), link, 'Carla');
  const late = await openPage({ path: new URL(link).pathname });
  await late.getByText('This link has been used already.').waitFor();
});

journey('a token is shown once, sends events, and is refused as soon as it is revoked', async ({ server, openPage }) => {
  const page = await openPage({ user: server.owner, expects: [/status of 422/], path: '/o/demo/settings/tokens' });
  await page.getByLabel('Name').fill('Collector');
  await page.getByRole('button', { name: 'Make a token' }).click();
  await page.getByText('Choose at least one thing that the token may do.').waitFor();
  assert.equal(await page.getByLabel('Name').inputValue(), 'Collector', 'nothing typed is lost');
  await page.getByLabel('Send events').check();
  await page.getByRole('button', { name: 'Make a token' }).click();
  const token = await secret(page).innerText();
  await page.reload();
  assert.equal(await secret(page).count(), 0);

  await server.ingest(token, [event({ text: 'With the new token' })]);
  const mine = row(page, 'Collector');
  await mine.getByText('Revoke', { exact: true }).first().click();
  await mine.getByRole('button', { name: 'Revoke Collector' }).click();
  await toast(page, 'The token was revoked.').waitFor();
  await assert.rejects(server.ingest(token, [event({ text: 'Too late' })]), /401/);
});

/** The tabs of the settings that every role sees. */
const EVERYBODYS = ['General', 'Members', 'Environments', 'Automation'];

journey('four roles are offered what they may, and see it refused when they try', async ({ server, openPage, people }) => {
  const offered = { viewer: EVERYBODYS, editor: EVERYBODYS, admin: [...EVERYBODYS, 'Notifications', 'Deliveries', 'API tokens', 'Audit log'] };
  for (const [role, names] of Object.entries(offered)) {
    const page = await openPage({ user: people[role], path: '/o/demo/settings/general' });
    assert.deepEqual(await page.getByRole('navigation', { name: 'Settings' }).getByRole('link').allInnerTexts(), names, role);
    assert.equal(await page.getByRole('button', { name: 'Save' }).count(), 0, `${role} changes no organization`);
    const body = new URLSearchParams({ org: 'demo', name: 'Mine', zone: 'UTC', locale: 'en-GB' });
    const headers = { accept: 'application/json' };
    const answer = await server.request('/fn/change_organization', { cookie: await sessionOf(page), body, headers });
    assert.equal(answer.status, 403, role);
  }
  const viewer = await openPage({ user: people.viewer, path: '/o/demo/settings/audit' });
  await viewer.getByText('Your role does not allow this').waitFor();
});

journey('the audit log shows the session, filters it, and leaves as a file', async ({ server, openPage }) => {
  const page = await openPage({ user: server.owner, path: '/o/demo/settings/audit' });
  await row(page, 'Signed in').first().waitFor();
  await page.getByLabel('What').selectOption({ label: 'Added member' });
  await page.getByRole('button', { name: 'Show' }).click();
  await row(page, 'viewer@example.com').waitFor();
  assert.equal(await row(page, 'Signed in').count(), 0);
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Export CSV' }).click()]);
  assert.match(file.suggestedFilename(), /^audit_\d{8}_\d{6}\.csv$/);
});

journey('a password is changed, other sessions end, and a lost one is reset by a link', async ({ server, openPage }) => {
  const account = await server.createUser({ email: 'dora@example.com' });
  const desk = await openPage({ user: account, path: '/profile' });
  const phone = await server.session(account);
  await desk.reload();
  assert.equal(await row(desk, 'This one').count(), 1);
  await desk.getByLabel('Present password').fill(account.password);
  await desk.getByLabel('New password').fill('another horse battery');
  await desk.getByRole('button', { name: 'Change the password' }).click();
  await desk.getByRole('heading', { name: 'Profile' }).waitFor();
  await until('the other session has ended', async () => (await server.request('/profile', { cookie: phone })).status === 303, 2);

  const link = (await server.command('user', 'reset', '--email', account.email)).trim();
  await desk.goto(new URL(link).pathname);
  await desk.getByLabel('New password').fill(PASSWORD);
  await desk.getByRole('button', { name: 'Set the password' }).click();
  await desk.getByRole('heading', { name: 'Sign in to Pulseboard' }).waitFor();
  await server.session({ email: account.email, password: PASSWORD });
  await desk.goto(new URL(link).pathname);
  await desk.getByText('This link has been used already.').waitFor();
});

journey('an organization is made, renamed and changed to from the switcher', async ({ server, openPage }) => {
  const page = await openPage({ user: server.owner, path: '/o/demo' });
  await page.getByRole('button', { name: /Change organization/ }).click();
  await page.getByRole('link', { name: 'New organization' }).click();
  await page.getByLabel('Name', { exact: true }).fill('Neue Gesellschaft');
  await page.getByLabel('Short name').fill('Neu!');
  await page.getByRole('button', { name: 'Create' }).click();
  await page.getByText('A short name has lower-case letters, digits and hyphens only.').waitFor();
  assert.equal(await page.getByLabel('Name', { exact: true }).inputValue(), 'Neue Gesellschaft');
  await page.getByLabel('Short name').fill('neu');
  await page.getByRole('button', { name: 'Create' }).click();
  await page.getByRole('heading', { name: 'Overview' }).waitFor();

  await visit(page, '/o/neu/settings/general');
  await page.getByLabel('Name').fill('Umbenannt');
  await page.getByLabel('Time zone').fill('Europe/Berlin');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('button', { name: /Umbenannt/ }).click();
  await page.getByRole('link', { name: 'Demo', exact: true }).click();
  await page.getByRole('heading', { name: 'Overview' }).waitFor();
  assert.equal(new URL(page.url()).pathname, '/o/demo');
});

journey('all of it works without scripts', async ({ server, openPage }) => {
  const page = await openPage({ user: server.owner, scripts: false, path: '/o/demo/settings/members?wait=all' });
  await page.getByLabel('E-mail').fill(server.owner.email);
  await page.getByRole('button', { name: 'Make a link' }).click();
  await page.getByText('This person is a member already.').waitFor();
  assert.equal(await page.getByLabel('E-mail').inputValue(), server.owner.email);
  const link = await invite(page, 'emil@example.com', 'viewer');
  await join(await openPage({ scripts: false }), link, 'Emil');
  await page.goto('/o/demo/settings/members?wait=all');
  await row(page, 'emil@example.com').getByText('Remove', { exact: true }).first().click();
  await row(page, 'emil@example.com').getByRole('button', { name: 'Remove Emil' }).click();
  await page.goto('/o/demo/settings/members?wait=all');
  assert.equal(await row(page, 'emil@example.com').count(), 0);
});
