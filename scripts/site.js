// Puts the site together in target/site: every file under a name that carries the hash of its content, beside it the copies
// for browsers that take Brotli or gzip, and manifest.json, which tells the server the names.
//
// Usage: node scripts/site.js release|dev FRONT_FOLDER. A development site has no compressed copies.

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

const [profile, front] = process.argv.slice(2);
const site = 'target/site';
const next = 'target/site.next';
const font = 'node_modules/@fontsource-variable/inter/files/inter-latin-opsz-normal.woff2';

/** Where the server serves the files from, for as long as a browser likes: a name never changes its content. */
const folder = '/pkg/';

/** Formats that are compressed already. */
const dense = new Set(['.woff2']);

const compressors = {
  '.br': (content) =>
    promisify(brotliCompress)(content, {
      params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: content.length },
    }),
  '.gz': (content) => promisify(gzip)(content, { level: 9 }),
};

rmSync(next, { recursive: true, force: true });
mkdirSync(join(next, folder), { recursive: true });

const manifest = {};
manifest.font = await add('inter.woff2', readFileSync(font));
manifest.css = await add('pulseboard.css', refer(readFileSync('target/style/main.css', 'utf8'), '/pkg/inter.woff2', manifest.font));
manifest.wasm = await add('pulseboard.wasm', readFileSync(join(front, 'pulseboard_bg.wasm')));
manifest.js = await add(
  'pulseboard.js',
  refer(readFileSync(join(front, 'pulseboard.js'), 'utf8'), 'pulseboard_bg.wasm', basename(manifest.wasm)),
);
manifest.echarts = await add('charts.js', readFileSync('target/echarts/charts.js'));
await write('favicon.svg', readFileSync('style/favicon.svg'));
writeFileSync(join(next, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
writeFileSync(join(next, '.profile'), profile);

// An unchanged site keeps its files' times, so that cargo doesn't build the server again.
if (['manifest.json', '.profile', 'favicon.svg'].every(same)) {
  rmSync(next, { recursive: true });
} else {
  rmSync(site, { recursive: true, force: true });
  renameSync(next, site);
}

/** Writes a file under its hashed name and answers the path it is served at. */
async function add(name, content) {
  const hash = createHash('sha256').update(content).digest('hex').slice(0, 16);
  const extension = extname(name);
  const path = `${folder}${basename(name, extension)}.${hash}${extension}`;
  await write(path, Buffer.from(content));
  return path;
}

async function write(path, content) {
  writeFileSync(join(next, path), content);
  if (profile !== 'release' || dense.has(extname(path))) return;
  await Promise.all(
    Object.entries(compressors).map(async ([suffix, compress]) => writeFileSync(join(next, path + suffix), await compress(content))),
  );
}

/** Replaces a plain name by the hashed one. A name that isn't there means that a page would ask for a file that doesn't exist. */
function refer(text, plain, hashed) {
  if (!text.includes(plain)) throw new Error(`nothing refers to ${plain}`);
  return text.replaceAll(plain, hashed);
}

function same(name) {
  const [old, made] = [join(site, name), join(next, name)];
  return existsSync(old) && readFileSync(old).equals(readFileSync(made));
}
