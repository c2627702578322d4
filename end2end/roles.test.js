// Two organizations in two browsers: each role goes through every page of its own, and a stranger finds none of them.

import assert from 'node:assert/strict';

import { visit } from './harness/browser.js';
import { suite } from './harness/suite.js';

/** Every page of an organization, and the roles that it answers where those are not all. */
const PAGES = {
  '': undefined,
  '/health': undefined,
  '/incidents': undefined,
  '/assistant': undefined,
  '/settings/general': undefined,
  '/settings/members': undefined,
  '/settings/environments': undefined,
  '/settings/automation': undefined,
  '/settings/notifications': ['admin', 'owner'],
  '/settings/notifications/deliveries': ['admin', 'owner'],
  '/settings/tokens': ['admin', 'owner'],
  '/settings/audit': ['admin', 'owner'],
};

const journey = suite({
  async prepare(server) {
    await server.createOrg({ slug: 'other', name: 'Somebody else' });
    const people = {};
    for (const role of ['viewer', 'editor', 'admin', 'owner']) {
      people[role] = await server.createUser({ email: `${role}@demo.example`, role });
    }
    return { people, stranger: await server.createUser({ email: 'stranger@other.example', org: 'other', role: 'owner' }) };
  },
});

for (const role of ['viewer', 'editor', 'admin', 'owner']) {
  journey(`as ${role}: every page of one’s own organization, none of another`, async ({ openPage, people, stranger }) => {
    const own = await openPage({ user: people[role] });
    const foreign = await openPage({ user: stranger, expects: [/status of 404/] });
    for (const [path, roles] of Object.entries(PAGES)) {
      await visit(own, `/o/demo${path}`);
      await own.getByRole('heading', { level: 1 }).first().waitFor();
      const isRefused = roles !== undefined && !roles.includes(role);
      const refusal = own.getByText('Your role does not allow this');
      if (isRefused) await refusal.first().waitFor();
      else assert.equal(await refusal.count(), 0, path);

      await visit(foreign, `/o/demo${path}`);
      await foreign.getByText('There is nothing at this address').waitFor();
      assert.doesNotMatch(await foreign.content(), /demo\.example/, path);
    }
  });
}

journey('what was tried and refused stands in the log of the organization, and in no other', async ({ server, openPage, people, stranger }) => {
  const body = new URLSearchParams({ org: 'demo', email: 'new@demo.example', role: 'owner' });
  const headers = { accept: 'application/json' };
  const answer = await server.request('/fn/invite_member', { cookie: await server.session(people.viewer), body, headers });
  assert.equal(answer.status, 403);
  const [own, foreign] = [
    await openPage({ user: people.owner, path: '/o/demo/settings/audit' }),
    await openPage({ user: stranger, path: '/o/other/settings/audit' }),
  ];
  const row = own.getByRole('row').filter({ hasText: people.viewer.email }).filter({ hasText: 'Refused' });
  await row.first().waitFor();
  await foreign.getByRole('row').filter({ hasText: stranger.email }).first().waitFor();
  assert.doesNotMatch(await foreign.content(), /demo\.example/);
});
