/** What fits into so many characters stands on one line. */
const ONE_LINE = 60;

/** How deep the value stands, and what to say before its fields. */
export interface Setting {
  readonly indent?: number;
  /** Comments by the path of a field, such as `dev.providers.livekit.url`. */
  readonly comments?: Readonly<Record<string, string>>;
  readonly path?: readonly string[];
}

/** Data as the source of a TypeScript expression, set as formatters would set it. */
export function sourceText(value: unknown, { indent = 0, comments = {}, path = [] }: Setting = {}): string {
  if (typeof value === 'string') return quoted(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) {
    const entries = value.map((entry) => sourceText(entry, { indent: indent + 1 }));
    return isShort(entries, 2 * ONE_LINE) ? `[${entries.join(', ')}]` : block('[', entries, ']', indent);
  }
  const isTold = Object.keys(value).some((name) => comments[[...path, name].join('.')] !== undefined);
  const fields = Object.entries(value).map(([name, inner]) => {
    const at = [...path, name];
    const comment = comments[at.join('.')];
    const text = `${/^[A-Za-z_$][\w$]*$/.test(name) ? name : quoted(name)}: ${sourceText(inner, { indent: indent + 1, comments, path: at })}`;
    return comment === undefined ? text : `// ${comment}\n${pad(indent + 1)}${text}`;
  });
  if (fields.length === 0) return '{}';
  return isShort(fields, ONE_LINE) && !isTold ? `{ ${fields.join(', ')} }` : block('{', fields, '}', indent);
}

function isShort(parts: readonly string[], most: number): boolean {
  const text = parts.join(', ');
  return text.length <= most && !text.includes('\n');
}

function block(open: string, parts: readonly string[], close: string, indent: number): string {
  return [open, ...parts.map((part) => `${pad(indent + 1)}${part},`), `${pad(indent)}${close}`].join('\n');
}

function pad(indent: number): string {
  return '  '.repeat(indent);
}

function quoted(text: string): string {
  const escaped = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"');
  return escaped.includes("'") ? JSON.stringify(text) : `'${escaped}'`;
}
