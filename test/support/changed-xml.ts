import { childrenOf, textAt, type XmlElement, xmlElement } from '../../local/xml.ts';

type Change = (from: XmlElement) => XmlElement | undefined;

/**
 * The document with one element of that name changed, wherever in it, or taken out.
 *
 * @param change undefined for no element in its place.
 * @param which of several; the first by default.
 * @throws Error when there is none.
 */
export function changed(
  document: XmlElement,
  name: string,
  change: Change,
  which: (candidate: XmlElement) => boolean = () => true,
): XmlElement {
  let found = false;
  const visit = (from: XmlElement): XmlElement | undefined => {
    if (!found && from.name === name && which(from)) {
      found = true;
      return change(from);
    }
    return typeof from.content === 'string'
      ? from
      : xmlElement(
          from.name,
          from.content.flatMap((child) => visit(child) ?? []),
        );
  };
  const result = visit(document);
  if (!found || result === undefined) throw new Error(`there is no ${name} to change`);
  return result;
}

export const withText = (text: string) => (from: XmlElement) => xmlElement(from.name, text);

/** With these children in place of those of the same name. */
export const withChildren =
  (...children: readonly XmlElement[]) =>
  (from: XmlElement) =>
    xmlElement(from.name, [
      ...childrenOf(from).filter(({ name }) => !children.some((child) => child.name === name)),
      ...children,
    ]);

export const withoutChild = (name: string) => (from: XmlElement) =>
  xmlElement(
    from.name,
    childrenOf(from).filter((child) => child.name !== name),
  );

export const has = (name: string, text: string | RegExp) => (from: XmlElement) => {
  const value = textAt(from, name);
  return value !== undefined && (typeof text === 'string' ? value === text : text.test(value));
};
