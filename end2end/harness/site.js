// A web site of one's own on the loopback, whose pages break and mend when a test says so.

import { createServer } from 'node:http';

export class Site {
  #server;
  #broken = new Map();
  #delay = 0;
  #at = 0;
  /** The most requests that were there at a time. */
  most = 0;

  /** Serves on a free port. Every page answers 200, until it is broken. */
  static async start() {
    const site = new Site();
    site.#server = createServer((request, response) => {
      const status = site.#broken.get(request.url) ?? 200;
      site.#at += 1;
      site.most = Math.max(site.most, site.#at);
      response.once('close', () => {
        site.#at -= 1;
      });
      setTimeout(() => response.writeHead(status, { 'content-type': 'text/html' }).end(`<title>${status}</title>`), site.#delay);
    });
    await new Promise((resolve) => site.#server.listen(0, '127.0.0.1', resolve));
    site.url = `http://127.0.0.1:${site.#server.address().port}`;
    return site;
  }

  /** From now on the page at `path` answers with `status`. */
  break(path, status) {
    this.#broken.set(path, status);
  }

  /** From now on every page takes this long. */
  delay(milliseconds) {
    this.#delay = milliseconds;
  }

  /** From now on the page at `path` answers 200 again. */
  mend(path) {
    this.#broken.delete(path);
  }

  async [Symbol.asyncDispose]() {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
