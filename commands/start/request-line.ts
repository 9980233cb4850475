import { coloured } from '../colours.ts';
import type { RequestWords } from './request-words.ts';

const CALLER_WIDTH = 16;

/** A line for the terminal. */
export function requestLine({ time, caller = '-', method, route, status, ms, refused }: RequestWords): string {
  const colour = status === undefined || status >= 500 ? 'red' : status >= 400 ? 'yellow' : 'green';
  return [
    coloured('dim', time),
    caller.padEnd(CALLER_WIDTH),
    `${method} ${route}`,
    coloured(colour, String(status ?? '---')),
    `${ms} ms`,
    ...(refused === undefined ? [] : [coloured(colour, `← ${refused}`)]),
  ].join(' ');
}
