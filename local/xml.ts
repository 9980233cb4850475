/** An XML element with child elements or a text. CloudFront's and CloudFormation's APIs have no mixed content. */
export interface XmlElement {
  readonly name: string;
  readonly content: readonly XmlElement[] | string;
}

export function xmlElement(name: string, content: string | number | boolean | readonly XmlElement[]): XmlElement {
  return { name, content: typeof content === 'object' ? content : String(content) };
}

export function childrenOf({ content }: XmlElement, name?: string): readonly XmlElement[] {
  const children = typeof content === 'string' ? [] : content;
  return name === undefined ? children : children.filter((child) => child.name === name);
}

/** The first element at a path of names, from this one. */
export function at(from: XmlElement | undefined, ...path: readonly string[]): XmlElement | undefined {
  return path.reduce<XmlElement | undefined>((found, name) => found && childrenOf(found, name)[0], from);
}

export function textAt(from: XmlElement, ...path: readonly string[]): string | undefined {
  const content = at(from, ...path)?.content;
  return typeof content === 'string' ? content : undefined;
}

export function writeXml({ name, content }: XmlElement, attributes = ''): string {
  const inner = typeof content === 'string' ? escaped(content) : content.map((child) => writeXml(child)).join('');
  return `<${name}${attributes}>${inner}</${name}>`;
}

const TOKEN = /<\?[^>]*\?>|<(\/?)([\w:-]+)([^>]*?)(\/?)>|([^<]+)/g;

/** @throws SyntaxError when it is not well-formed. Attributes, comments and CDATA are ignored: no API here needs them. */
export function parseXml(text: string): XmlElement {
  const root: Open = { name: '', children: [], text: '' };
  const open = [root];
  for (const [, closes, name, , empty, characters] of text.matchAll(TOKEN)) {
    const top = open.at(-1) as Open;
    if (characters !== undefined) top.text += unescaped(characters);
    else if (name === undefined) continue;
    else if (closes === '/') {
      if (open.length === 1 || top.name !== name) throw new SyntaxError(`</${name}> closes <${top.name}>`);
      open.pop();
      (open.at(-1) as Open).children.push(closed(top));
    } else if (empty === '/') top.children.push({ name, content: '' });
    else open.push({ name, children: [], text: '' });
  }
  const [document, ...more] = root.children;
  if (open.length > 1 || document === undefined || more.length > 0)
    throw new SyntaxError('the XML must have one root element');
  return document;
}

interface Open {
  readonly name: string;
  readonly children: XmlElement[];
  text: string;
}

/** A complete element. Text between child elements is only white space, so it is dropped. */
function closed({ name, children, text }: Open): XmlElement {
  return { name, content: children.length > 0 ? children : text };
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function unescaped(text: string): string {
  return text.replaceAll(/&(#x?)?(\w+);/g, (whole, kind: string | undefined, value: string) => {
    if (kind === undefined) return ENTITIES[value] ?? whole;
    return String.fromCodePoint(Number.parseInt(value, kind === '#x' ? 16 : 10));
  });
}
