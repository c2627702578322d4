// A small HTTP client over plain sockets: keep-alive, one request at a time on each connection, exact latencies.
// It knows as much of HTTP as our server speaks: a length, or chunks.

import { connect } from 'node:net';

/**
 * Keeps `connections` busy with what `next(number)` gives (`{ method, path, headers, body }`), for `seconds` or until
 * it gives nothing. Answers the latencies in milliseconds and how long it took in seconds.
 */
export async function drive(url, { connections, seconds = Infinity, next }) {
  const { hostname, port, pathname, search } = new URL(url);
  const latencies = [];
  const began = performance.now();
  const deadline = began + seconds * 1000;
  let sent = 0;
  const work = async () => {
    const line = await Line.open(hostname, port);
    try {
      while (performance.now() < deadline) {
        const request = next(sent);
        if (!request) break;
        sent += 1;
        const bytes = encode({ path: pathname + search, host: `${hostname}:${port}`, ...request });
        const started = performance.now();
        const { status, body } = await line.ask(bytes);
        latencies.push(performance.now() - started);
        if (status !== 200) throw new Error(`${request.path ?? pathname} answered ${status}: ${body.toString().slice(0, 300)}`);
      }
    } finally {
      line.close();
    }
  };
  await Promise.all(Array.from({ length: connections }, work));
  return { latencies, elapsed: (performance.now() - began) / 1000 };
}

/** The percentiles that the table shows. */
export function percentiles(latencies) {
  const sorted = Float64Array.from(latencies).sort();
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)];
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}

function encode({ method = 'GET', path, host, headers = {}, body = '' }) {
  const content = Buffer.from(body);
  const all = { host, ...headers, ...(method === 'GET' ? {} : { 'content-length': content.length }) };
  const head = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`).join('');
  return Buffer.concat([Buffer.from(`${method} ${path} HTTP/1.1\r\n${head}\r\n`), content]);
}

/** One connection. */
class Line {
  #socket;
  #received = Buffer.alloc(0);
  #waiting;

  static open(host, port) {
    return new Promise((resolve, reject) => {
      const socket = connect({ host, port: Number(port), noDelay: true });
      socket.once('error', reject).once('connect', () => {
        socket.off('error', reject);
        resolve(new Line(socket));
      });
    });
  }

  constructor(socket) {
    this.#socket = socket;
    const fail = (error) => this.#waiting?.reject(error);
    socket.on('error', fail).on('close', () => fail(new Error('the server closed the connection')));
    socket.on('data', (bytes) => {
      this.#received = this.#received.length ? Buffer.concat([this.#received, bytes]) : bytes;
      const answer = parse(this.#received);
      if (!answer) return;
      this.#received = this.#received.subarray(answer.length);
      this.#waiting.resolve(answer);
    });
  }

  ask(bytes) {
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      this.#socket.write(bytes);
    });
  }

  close() {
    this.#waiting = undefined;
    this.#socket.destroy();
  }
}

/** A whole answer at the start of the bytes, and how long it is; nothing while it is incomplete. */
function parse(bytes) {
  const end = bytes.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const head = bytes.latin1Slice(0, end).toLowerCase();
  const status = Number(head.slice(9, 12));
  const start = end + 4;
  const length = /\r\ncontent-length: *(\d+)/.exec(head);
  if (length) {
    const stop = start + Number(length[1]);
    return bytes.length < stop ? undefined : { status, body: bytes.subarray(start, stop), length: stop };
  }
  return chunks(bytes, start, status);
}

function chunks(bytes, start, status) {
  const parts = [];
  for (let at = start; ;) {
    const line = bytes.indexOf('\r\n', at);
    if (line < 0) return undefined;
    const size = Number.parseInt(bytes.latin1Slice(at, line), 16);
    const stop = line + 2 + size + 2;
    if (bytes.length < stop) return undefined;
    if (size === 0) return { status, body: Buffer.concat(parts), length: stop };
    parts.push(bytes.subarray(line + 2, stop - 2));
    at = stop;
  }
}
