// Signing in: what is wrong is said where it is wrong, and nobody learns who has an account.

import assert from 'node:assert/strict';

import { signIn, visit } from './harness/browser.js';
import { suite } from './harness/suite.js';

const WRONG = 'E-mail or password is wrong.';
const journey = suite();

/** Sends the form and answers the status of the server function. */
async function statusOfSignIn(page, account) {
  const answer = page.waitForResponse((response) => new URL(response.url()).pathname === '/fn/sign_in');
  await signIn(page, account);
  return (await answer).status();
}

journey('a wrong password is refused, the e-mail is kept, and the right password then leads where it was meant to', async ({ server, openPage }) => {
  const page = await openPage({ path: '/o/demo?range=7d' });
  assert.equal(new URL(page.url()).pathname, '/login');

  const { email, password } = server.owner;
  assert.equal(await statusOfSignIn(page, { email, password: 'not the password' }), 302);
  await page.getByRole('alert').filter({ hasText: WRONG }).waitFor();
  assert.equal(await page.getByLabel('E-mail').inputValue(), email);
  assert.equal(new URL(page.url()).pathname, '/login');

  await signIn(page, { email, password });
  await page.getByRole('heading', { name: 'Overview' }).waitFor();
  assert.equal(page.url(), `${server.url}/o/demo?range=7d`);
});

journey('an unknown account is answered like a wrong password', async ({ server, openPage }) => {
  const attempts = [
    { email: server.owner.email, password: 'not the password' },
    { email: 'nobody@example.com', password: 'not the password' },
  ];
  const answers = await Promise.all(attempts.map(async ({ email, password }) => {
    const answer = await server.request('/fn/sign_in', { body: new URLSearchParams({ email, password }) });
    return { status: answer.status, cookies: answer.headers.getSetCookie(), text: (await answer.text()).replace(email, 'E-MAIL') };
  }));
  assert.deepEqual(answers[0], answers[1]);
  assert.equal(answers[0].status, 401);
  assert.deepEqual(answers[0].cookies, []);

  const page = await openPage({ path: '/login' });
  assert.equal(await statusOfSignIn(page, attempts[1]), 302);
  await page.getByRole('alert').filter({ hasText: WRONG }).waitFor();
  assert.equal(await page.getByLabel('E-mail').inputValue(), attempts[1].email);
});

journey('a sign-in never leads to another site', async ({ server, openPage }) => {
  const page = await openPage({ path: '/login?next=//elsewhere.example/' });
  await signIn(page, server.owner);
  await page.getByRole('heading', { name: 'Overview' }).waitFor();
  assert.equal(page.url(), `${server.url}/o/demo`);
});

journey('who is signed in already is led on from the sign-in', async ({ server, openPage }) => {
  const page = await openPage({ user: server.owner });
  await visit(page, '/login');
  await page.getByRole('heading', { name: 'Overview' }).waitFor();
});
