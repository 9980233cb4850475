/** The values of a configuration by their paths, one a line: `{ "callers.client.audience": "client" }`. */
export type Settings = Readonly<Record<string, unknown>>;

/** Lists and empty objects are values; other objects are what paths lead through. */
export function settingsOf(value: unknown, path: readonly string[] = []): Settings {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return { [path.join('.')]: value };
  const fields = Object.entries(value).filter(([, inner]) => inner !== undefined);
  if (fields.length === 0) return path.length === 0 ? {} : { [path.join('.')]: {} };
  return Object.assign({}, ...fields.map(([name, inner]) => settingsOf(inner, [...path, inPath(name)])));
}

/** A name with a dot in it, such as a claim's, stands in brackets. */
function inPath(name: string): string {
  return name.includes('.') ? `[${JSON.stringify(name)}]` : name;
}

/** What a stage's configuration says, and what holds where it says nothing. */
export interface Meaning {
  readonly written: Settings;
  readonly defaults: Settings;
}

/** @param whole the configuration with its defaults. */
export function meaningOf(written: unknown, whole: unknown): Meaning {
  const said = settingsOf(written);
  const defaults = Object.entries(settingsOf(whole)).filter(([path]) => !isSaid(path, said));
  return { written: said, defaults: Object.fromEntries(defaults) };
}

/** A written value may be read as a list or an object: what is in it isn't a default. */
function isSaid(path: string, said: Settings): boolean {
  return Object.entries(said).some(
    ([each, value]) => each === path || (path.startsWith(`${each}.`) && !isEmptyObject(value)),
  );
}

function isEmptyObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length === 0;
}

export interface Changed {
  readonly path: string;
  /** Undefined where there was none. */
  readonly before?: unknown;
  /** Undefined where there is none now. */
  readonly after?: unknown;
}

export interface MeaningChanges {
  /** What holds now where the configuration says nothing, and said nothing before. */
  readonly defaults: readonly Changed[];
  /** What the team itself has changed. */
  readonly own: readonly Changed[];
}

export function meaningChanges(before: Meaning, now: Meaning): MeaningChanges {
  const own = changesBetween(before.written, now.written);
  const defaults = changesBetween(before.defaults, now.defaults);
  return { own, defaults: defaults.filter((change) => !isOwn(change, before.written, now.written)) };
}

/** A team that writes a field takes its default away; one that adds a section, such as a provider, brings its defaults. */
function isOwn({ path, ...change }: Changed, before: Settings, now: Settings): boolean {
  if (isSaid(path, before) || isSaid(path, now)) return true;
  if ('before' in change && 'after' in change) return false;
  const sections = path.split('.').map((_, length, names) => names.slice(0, length).join('.'));
  return sections.some((section) => section !== '' && hasSection(before, section) !== hasSection(now, section));
}

function hasSection(settings: Settings, section: string): boolean {
  return Object.keys(settings).some((path) => path === section || path.startsWith(`${section}.`));
}

function changesBetween(before: Settings, now: Settings): Changed[] {
  const paths = [...new Set([...Object.keys(before), ...Object.keys(now)])].sort();
  return paths.flatMap((path) => {
    const change = { path, ...valueAt(before, path, 'before'), ...valueAt(now, path, 'after') };
    const isSame = JSON.stringify(before[path]) === JSON.stringify(now[path]);
    return isSame || isFilledOrEmptied(path, before, now) ? [] : [change];
  });
}

/** An empty object that gets its first field, or loses its last one: the field says so. */
function isFilledOrEmptied(path: string, before: Settings, now: Settings): boolean {
  const [those, others] = Object.hasOwn(before, path) ? [before, now] : [now, before];
  return isEmptyObject(those[path]) && Object.keys(others).some((other) => other.startsWith(`${path}.`));
}

function valueAt(settings: Settings, path: string, name: 'before' | 'after'): Partial<Changed> {
  return Object.hasOwn(settings, path) ? { [name]: settings[path] } : {};
}
