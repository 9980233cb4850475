const START = '<!-- measured -->';
const END = '<!-- /measured -->';

/** A document whose part between the marks is what a command printed: the rest of it is written by hand. */
export function betweenMarks(document: string, measured: string): string {
  const [start, end] = [document.indexOf(START), document.indexOf(END)];
  if (start === -1 || end < start) throw new Error(`the document has no ${START} … ${END}`);
  return `${document.slice(0, start + START.length)}\n\n${measured.trim()}\n\n${document.slice(end)}`;
}
