// Takes code out of the WebAssembly module that can't be reached in fact, though no optimizer can know it.
//
// Leptos can hydrate a page in two ways: at once (`hydrate_body`, ours) or piece by piece (`hydrate_lazy`). Every erased view
// carries a pointer to its code for both, so the second way is linked in although nothing starts it: a seventh of the module.
// Its functions become traps here, and wasm-opt then drops all that only they called.
//
// Usage: node scripts/trim.js MODULE. The module must still have its names.

import { readFileSync, writeFileSync } from 'node:fs';
import binaryen from 'binaryen';

// Its functions and their futures, but nothing inside them: that may have been merged with equal code which is needed.
const isUnreached = (name) => withoutGenerics(name.replace(/::h[0-9a-f]{16}$/, '').replace(/::(\{\{closure\}\}|\{closure#\d+\})$/, '')).endsWith('::hydrate_async');

/** A function's path without the `::<…>` at its end, in which the paths of other functions may stand. */
function withoutGenerics(path) {
  if (!path.endsWith('>')) return path;
  let depth = 0;
  for (let at = path.length - 1; at >= 0; at -= 1) {
    if (path[at] === '>' && path[at - 1] !== '-') depth += 1;
    if (path[at] === '<') depth -= 1;
    if (depth === 0) return path.slice(0, at).replace(/::$/, '');
  }
  return path;
}
const [path] = process.argv.slice(2);

if (/hydrate_lazy/.test(readFileSync('frontend/src/lib.rs', 'utf8'))) {
  throw new Error('the front end hydrates lazily: scripts/trim.js would remove the code it needs');
}

binaryen.setDebugInfo(true);
const module = binaryen.readBinary(readFileSync(path));
const functions = Array.from({ length: module.getNumFunctions() }, (_, index) =>
  binaryen.getFunctionInfo(module.getFunctionByIndex(index)),
);
const unreached = functions.filter(({ name, module: imported }) => !imported && isUnreached(name));
if (unreached.length === 0) throw new Error(`${path} has no function to trim: were its names stripped?`);

for (const { name, params, results } of unreached) {
  module.removeFunction(name);
  module.addFunction(name, params, results, [], module.unreachable());
}
writeFileSync(path, module.emitBinary());
