import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../../lib/root.ts';

const css = readFileSync(join(projectRoot, 'web', 'console.css'), 'utf8');

/** The colours of `:root`, and those that dark ones replace. */
const [light = {}, dark = {}] = [...css.matchAll(/:root \{(.*?)\n\s*\}/gs)].map(([, block = '']) =>
  Object.fromEntries(
    [...block.matchAll(/--([\w-]+): (#[\da-f]{6});/g)].map(([, name = '', value = '']) => [name, value]),
  ),
);

/**
 * What is written on what, in states that axe-core doesn't look at, too: under the pointer, pressed and disabled. WCAG 2.2,
 * 1.4.3 and 1.4.11.
 */
const pairs: readonly (readonly [text: string, ground: string, least: number])[] = [
  ...['ground', 'sheet', 'sunk', 'tint'].flatMap((ground) => [
    ['text', ground, 4.5] as const,
    ['faint', ground, 4.5] as const,
    ['accent', ground, 4.5] as const,
  ]),
  ['on-accent', 'accent', 4.5],
  ['on-accent', 'accent-hover', 4.5],
  ['on-bad', 'bad', 4.5],
  ['on-bad', 'bad-hover', 4.5],
  ['bad', 'sheet', 4.5],
  ['bad', 'ground', 4.5],
  ['good', 'sheet', 4.5],
  ['good', 'tint', 4.5],
  ['warn', 'warn-tint', 4.5],
  // Edges of controls.
  ['edge', 'sheet', 3],
  ['edge', 'sunk', 3],
  ['bad', 'sunk', 3],
];

describe.each([
  ['light', light],
  ['dark', { ...light, ...dark }],
] as const)('the colours, %s', (_, colours: Readonly<Record<string, string>>) => {
  it.each(pairs)('show %s on %s', (text, ground, least) => {
    expect(contrast(colours[text] ?? '', colours[ground] ?? '')).toBeGreaterThanOrEqual(least);
  });
});

function contrast(one: string, other: string): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}

/** https://www.w3.org/TR/WCAG22/#dfn-relative-luminance */
function luminance(colour: string): number {
  const [red = Number.NaN, green = 0, blue = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
