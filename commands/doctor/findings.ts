/** Something that doctor found. A fault makes it fail; a note doesn't. */
export interface Finding {
  readonly kind: 'fault' | 'note';
  readonly text: string;
}

export function fault(text: string): Finding {
  return { kind: 'fault', text };
}

export function note(text: string): Finding {
  return { kind: 'note', text };
}
