// Writes app/src/ui/icon/name.rs: the icons we use and their shapes, taken from lucide-static.
// To use another icon, add its name to ICONS and run `npm run icons`.

import { readFile, writeFile } from 'node:fs/promises';

const ICONS = [
  'calendar-clock', 'check', 'chevron-down', 'chevron-left', 'chevron-right', 'chevrons-up-down', 'cloud-alert', 'heart-pulse', 'inbox', 'info', 'keyboard',
  'layout-dashboard', 'log-out', 'menu', 'message-circle', 'monitor', 'moon', 'refresh-cw', 'rotate-cw', 'search', 'search-x',
  'server', 'settings', 'sun', 'table-2', 'triangle-alert', 'x',
];

const folder = new URL('../../node_modules/lucide-static/', import.meta.url);
const target = new URL('../../app/src/ui/icon/name.rs', import.meta.url);
const { version } = JSON.parse(await readFile(new URL('package.json', folder), 'utf8'));

const variant = (name) => name.split('-').map((word) => word[0].toUpperCase() + word.slice(1)).join('');

async function shape(name) {
  const svg = await readFile(new URL(`icons/${name}.svg`, folder), 'utf8');
  const inner = /<svg[^>]*>([\s\S]*)<\/svg>/.exec(svg)?.[1];
  if (inner === undefined) throw new Error(`${name}.svg has no svg element`);
  return inner.replace(/\s*\n\s*/g, '').replaceAll(' />', '/>').replaceAll('"', "'");
}

const names = [...ICONS].sort();
const shapes = await Promise.all(names.map(shape));
await writeFile(target, `//! The icons in use and their shapes, from lucide-static ${version} (licence: ISC).
//!
//! Written by \`npm run icons\`; to use another one, name it in \`scripts/icons/build.js\`.

/// An icon by the name that Lucide gives it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IconName {
${names.map((name) => `    /// Lucide's "${name}".\n    ${variant(name)},`).join('\n')}
}

impl IconName {
    /// The elements inside its 24 by 24 \`svg\`.
    #[rustfmt::skip]
    pub(super) const fn shape(self) -> &'static str {
        match self {
${names.map((name, index) => `            Self::${variant(name)} => "${shapes[index]}",`).join('\n')}
        }
    }
}
`);
