/** Shorter values would be found everywhere by chance. */
const MIN_LENGTH = 8;

/** Values that must not be seen anywhere, and the search for them in whatever form they might have got there. */
export class Confidential {
  readonly #values = new Map<string, string>();

  /** @param name says what was found, in place of the value. */
  add(name: string, value: string): void {
    if (value.length >= MIN_LENGTH) this.#values.set(value, name);
  }

  /** Every text in a JSON object, such as a secret's. */
  addFields(name: string, json: string): void {
    for (const [field, value] of texts(json)) this.add(field === '' ? name : `${name}.${field}`, value);
  }

  /** The tokens in an answer: what a field called `…token`, `credential` or `mac` holds, however deep. */
  addTokens(name: string, json: string): void {
    for (const [field, value] of texts(json))
      if (/token$|^credential$|^mac$/i.test(field)) this.add(`${name}: ${field}`, value);
  }

  clear(): void {
    this.#values.clear();
  }

  get size(): number {
    return this.#values.size;
  }

  /** What the text holds, by name and form. In one pass: under load there are thousands of values and much text. */
  foundIn(text: string): string[] {
    const all = [...this.#values].flatMap(([value, name]) =>
      formsOf(value).map(([form, written]) => ({ what: `${name} (${form})`, written })),
    );
    const byStart = Map.groupBy(all, ({ written }) => written.slice(0, MIN_LENGTH));
    const found = new Set<(typeof all)[number]>();
    for (let at = 0; at <= text.length - MIN_LENGTH; at += 1) {
      for (const each of byStart.get(text.slice(at, at + MIN_LENGTH)) ?? []) {
        if (text.startsWith(each.written, at)) found.add(each);
      }
    }
    return all.filter((each) => found.has(each)).map(({ what }) => what);
  }
}

function formsOf(value: string): [string, string][] {
  const base64 = [0, 1, 2].map((offset) => base64Core(value, offset));
  return [
    ['as it is', value],
    ['in JSON', JSON.stringify(value).slice(1, -1)],
    ['URL-encoded', encodeURIComponent(value)],
    ['form-encoded', new URLSearchParams({ value }).toString().slice('value='.length)],
    ['hexadecimal', Buffer.from(value).toString('hex')],
    ...base64.flatMap((core): [string, string][] => [
      ['base64', core],
      ['base64url', core.replaceAll('+', '-').replaceAll('/', '_')],
    ]),
  ];
}

/** What the base64 of any text has in it that holds the value `offset` bytes (modulo 3) from its start. */
function base64Core(value: string, offset: number): string {
  const bytes = Buffer.concat([Buffer.alloc(offset), Buffer.from(value)]);
  // A character stands for 6 bits: those that also hold bits of what comes before or after are left out.
  return bytes.toString('base64').slice(Math.ceil((offset * 8) / 6), Math.floor((bytes.length * 8) / 6));
}

/** Every text in a JSON value, with the name of the field that holds it; the text itself where it isn't JSON. */
function texts(json: string): [string, string][] {
  const found: [string, string][] = [];
  try {
    JSON.parse(json, (field, value) => {
      if (typeof value === 'string') found.push([field, value]);
      return value;
    });
  } catch {
    found.push(['', json]);
  }
  return found;
}
