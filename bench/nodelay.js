// Shows whether answers go out at once. Without TCP_NODELAY the kernel holds the second piece of a streamed answer back
// until the first is acknowledged, and the other side waits 40 ms before it acknowledges.
//
// A control that is made that way is measured beside it, so that a run proves that it would have seen the loss.

import { createServer } from 'node:net';

import { atMost } from './report.js';
import { drive, percentiles } from './client.js';

const REQUESTS = 200;
/** Far below the 40 ms that the loss costs, far above what a page takes. */
const BAR_MS = 20;

export async function nodelay(report, scene) {
  const p50 = async (url) => {
    const { latencies } = await drive(url, { connections: 1, next: (number) => number < REQUESTS && {} });
    return percentiles(latencies).p50;
  };
  report.add('nodelay', '/login over one connection, p50', await p50(`${scene.server.url}/login`), 'ms', atMost(BAR_MS));
  const control = await withNagle();
  report.add('nodelay', 'the control with Nagle’s algorithm, p50', await p50(control.url), 'ms');
  control.close();
}

/** A server that streams an answer in three writes, as a page is, and leaves Nagle's algorithm on. */
function withNagle() {
  const server = createServer({ noDelay: false }, (socket) => {
    socket.on('error', () => {});
    socket.on('data', () => {
      socket.write('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n');
      setImmediate(() => {
        socket.write('5\r\nhello\r\n');
        setImmediate(() => socket.write('0\r\n\r\n'));
      });
    });
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      resolve({ url: `http://127.0.0.1:${server.address().port}/`, close: () => server.close() });
    });
  });
}
