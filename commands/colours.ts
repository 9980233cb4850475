import { styleText } from 'node:util';

type Colour = 'green' | 'red' | 'yellow' | 'cyan' | 'dim' | 'bold';

/**
 * The text in a colour, where the stream is a terminal. NO_COLOR and FORCE_COLOR of the environment say otherwise, and
 * `--no-color` sets the former.
 */
export function coloured(colour: Colour, text: string, stream: NodeJS.WriteStream = process.stdout): string {
  return styleText(colour, text, { stream, validateStream: true });
}
