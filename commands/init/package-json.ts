/** What a project's package.json must have, section by section. */
export interface Wanted {
  readonly scripts: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  /** Packages that npm may run the install scripts of. */
  readonly allowScripts?: Readonly<Record<string, true>>;
}

export interface Merged {
  /** The whole file. */
  readonly text: string;
  /** What was added, such as `scripts.start`. */
  readonly added: readonly string[];
  /** What is there already with another value, and stays. */
  readonly kept: readonly { readonly path: string; readonly wanted: string }[];
}

type Json = Readonly<Record<string, unknown>>;

/** Where a package may stand; one of them is enough. */
const DEPENDENCIES = ['dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies'];

/**
 * Adds to a package.json what is missing. Nothing that is there is changed, and its indentation stays.
 *
 * @throws Error when the text is no package.json.
 */
export function mergedPackageJson(text: string, wanted: Wanted): Merged {
  const theirs = parsed(text);
  const added: string[] = [];
  const kept: { path: string; wanted: string }[] = [];
  const merged: Record<string, unknown> = { ...theirs };
  for (const [section, entries] of Object.entries(wanted)) {
    const there = sectionOf(theirs, section);
    const missing: [string, unknown][] = [];
    for (const [name, value] of Object.entries(entries)) {
      const found = DEPENDENCIES.includes(section) ? dependencyOn(name, theirs) : own(there, name);
      if (found === undefined) missing.push([name, value]);
      else if (found !== value && !DEPENDENCIES.includes(section))
        kept.push({ path: `${section}.${name}`, wanted: String(value) });
    }
    if (missing.length === 0) continue;
    merged[section] = { ...there, ...Object.fromEntries(missing) };
    added.push(...missing.map(([name]) => `${section}.${name}`));
  }
  return { text: added.length === 0 ? text : written(merged, text), added, kept };
}

function parsed(text: string): Json {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new Error(`package.json can’t be read: ${error instanceof Error ? error.message : error}`);
  }
  if (!isObject(value)) throw new Error('package.json can’t be read: it holds no object');
  return value;
}

function sectionOf(theirs: Json, name: string): Json {
  const section = own(theirs, name) ?? {};
  if (!isObject(section)) throw new Error(`package.json can’t be added to: its ${name} is no object`);
  return section;
}

function dependencyOn(name: string, theirs: Json): unknown {
  return DEPENDENCIES.map((section) => own(sectionOf(theirs, section), name)).find((found) => found !== undefined);
}

function own(object: Json, name: string): unknown {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** As the text before: with its indentation, line ends and last line end. */
function written(value: object, before: string): string {
  const [, indent = '  '] = /^\s*\{\r?\n([ \t]+)/.exec(before) ?? [];
  const lineEnd = before.includes('\r\n') ? '\r\n' : '\n';
  const text = JSON.stringify(value, null, indent).replaceAll('\n', lineEnd);
  return /\n\s*$/.test(before) ? `${text}${lineEnd}` : text;
}
