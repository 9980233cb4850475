/** A table that reads well in a terminal and renders as one in Markdown. Columns of numbers are set to the right. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const columns = head.map((title, at) => {
    const cells = rows.map((row) => row[at] ?? '');
    return {
      size: Math.max(3, ...[title, ...cells].map(width)),
      right: cells.every((cell) => cell === '' || /^\**[+−]?\d/.test(cell)),
    };
  });
  const line = (cells: readonly string[]) =>
    `| ${columns.map(({ size, right }, at) => padded(cells[at] ?? '', size, right)).join(' | ')} |`;
  const rule = columns.map(({ size, right }) => (right ? `${'-'.repeat(size - 1)}:` : '-'.repeat(size)));
  return [line(head), line(rule), ...rows.map(line)].join('\n');
}

function padded(text: string, size: number, right: boolean): string {
  const spaces = ' '.repeat(size - width(text));
  return right ? spaces + text : text + spaces;
}

/** In characters, not UTF-16 units. */
function width(text: string): number {
  return [...text].length;
}
