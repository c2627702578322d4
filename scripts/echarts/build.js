// Bundles the browser's half of the charts into one file that sets the global PulseboardCharts.
// Usage: node scripts/echarts/build.js [file]; the file is target/echarts/charts.js unless named.

import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const outfile = process.argv[2] ?? 'target/echarts/charts.js';

await build({
  entryPoints: [fileURLToPath(new URL('entry.js', import.meta.url))],
  bundle: true,
  define: { 'process.env.NODE_ENV': '"production"' },
  format: 'iife',
  globalName: 'PulseboardCharts',
  legalComments: 'none',
  banner: { js: '/* Apache ECharts, Apache License 2.0, https://echarts.apache.org. With parts of Pulseboard. */' },
  logLevel: 'warning',
  minify: true,
  outfile,
  target: ['es2022'],
});
