// An address that names nothing, for those who are signed in and those who aren't.

import assert from 'node:assert/strict';

import { suite } from './harness/suite.js';

const journey = suite();

for (const path of ['/o/nowhere', '/o/Not a slug', '/o/demo/nothing', '/nothing/at/all']) {
  journey(`${path} answers 404 with a page that leads on`, async ({ server, openPage }) => {
    const page = await openPage({ user: server.owner, expects: [/status of 404/] });
    const answer = await page.goto(path);
    assert.equal(answer.status(), 404);
    await page.getByText('There is nothing at this address').waitFor();
    assert.equal(await page.title(), 'Not found · Pulseboard');
    await page.getByRole('link', { name: 'Go to your organization' }).click();
    await page.getByRole('heading', { name: 'Overview' }).waitFor();
  });
}

journey('an address of the API that names nothing says so in JSON', async ({ server }) => {
  const cookie = await server.session(server.owner);
  for (const path of ['/api/nothing', '/fn/nothing']) {
    const answer = await server.request(path, { cookie });
    assert.equal(answer.status, 404, path);
    assert.deepEqual(await answer.json(), { error: 'There is nothing at this address.' });
  }
});
