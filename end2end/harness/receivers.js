// Who gets messages: a real mail server that keeps mails in a folder, and servers that answer as Slack and Telegram do.

import { spawn } from 'node:child_process';
import { readFile, readdir, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';

import { createFolder, freePort } from './server.js';
import { until } from './until.js';

const running = new Set();
process.on('exit', () => running.forEach((child) => child.kill('SIGKILL')));

/** Whether somebody listens on a port. */
const listens = (port) => new Promise((resolve) => {
  const socket = connect(port, '127.0.0.1')
    .once('connect', () => resolve(socket.end() && true))
    .once('error', () => resolve(false));
});

/** A mail server. `mails` answers what it got, with soft line ends joined so that a link is one piece. */
export class Mailbox {
  static async start() {
    const mailbox = new Mailbox();
    mailbox.port = await freePort();
    mailbox.folder = await createFolder();
    const place = ['--class', 'aiosmtpd.handlers.Mailbox', join(mailbox.folder, 'mails')];
    const child = spawn('aiosmtpd', ['--nosetuid', ...place, '--listen', `127.0.0.1:${mailbox.port}`]);
    running.add(child);
    mailbox.child = child;
    await until('the mail server listens (scripts/setup.sh test installs it)', () => listens(mailbox.port));
    return mailbox;
  }

  async mails() {
    const folder = join(this.folder, 'mails/new');
    const names = await readdir(folder).catch(() => []);
    const texts = await Promise.all(names.sort().map((name) => readFile(join(folder, name), 'utf8')));
    return texts.map((text) => text.replaceAll(/=\r?\n/g, '').replaceAll('=3D', '='));
  }

  async stop() {
    this.child.kill('SIGKILL');
    running.delete(this.child);
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** A server of HTTP that says what `answer` makes of a request, and remembers what it heard. */
export class Receiver {
  heard = [];

  static async start(answer) {
    const receiver = new Receiver();
    receiver.server = createServer((request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (text) => {
        body += text;
      });
      request.on('end', () => {
        const heard = { path: request.url, headers: request.headers, body };
        receiver.heard.push(heard);
        const { status = 200, text = '' } = answer(heard);
        response.writeHead(status).end(text);
      });
    });
    await new Promise((resolve) => { receiver.server.listen(0, '127.0.0.1', resolve); });
    receiver.url = `http://127.0.0.1:${receiver.server.address().port}`;
    return receiver;
  }

  async stop() {
    this.server.closeAllConnections();
    await new Promise((resolve) => { this.server.close(resolve); });
  }
}
