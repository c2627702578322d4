// Colours, as the style sheet has them at this moment. ECharts parses neither var() nor oklch(): tokens are hex.

const REFERENCE = /^var\(--([a-z0-9-]+)\)$/;

/** A reader of design tokens by name, without their dashes: `token('chart-1')`. */
export function readTokens(root) {
  const style = getComputedStyle(root);
  return (name) => style.getPropertyValue(`--${name}`).trim();
}

/** `#0b7290` and 0.1 as `rgba(11, 114, 144, 0.1)`. Anything but six hex digits is left alone. */
export function alpha(colour, opacity) {
  if (!/^#[0-9a-f]{6}$/i.test(colour)) return colour;
  const value = Number.parseInt(colour.slice(1), 16);
  return `rgba(${value >> 16}, ${(value >> 8) & 255}, ${value & 255}, ${opacity})`;
}

/** A copy of `value` in which each string that is `var(--name)` has become that token. */
export function resolveTokens(value, token) {
  if (typeof value === 'string') {
    const reference = REFERENCE.exec(value);
    return reference ? token(reference[1]) : value;
  }
  if (Array.isArray(value)) return value.map((item) => resolveTokens(item, token));
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, resolveTokens(item, token)]));
  }
  return value;
}
