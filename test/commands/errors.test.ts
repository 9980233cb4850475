import { expect, it } from 'vitest';
import { programFor } from '../../commands/command-line/program.ts';
import { explain } from '../../commands/errors.ts';

it.each([
  [['secrets', 'agora', '--certificate=HIDDEN'], "unknown option '--certificate'"],
  [['secrets', 'agora', '-HIDDEN'], 'unknown option'],
  [['secrets', 'agora', '--dry-run=HIDDEN'], "unknown option '--dry-run'"],
  [['secrets', 'HIDDEN'], "value is invalid for argument 'provider'. Allowed choices are agora"],
  [['secrets', "HID'DEN' is invalid for argument 'HIDDEN"], 'Allowed choices are agora'],
  [['verify', '--bearer=HIDDEN'], "unknown option '--bearer'"],
  [['verify', '--url', '--HIDDEN'], '--url needs a value'],
  [['users', 'HIDDEN'], 'unknown command'],
  [['HIDDEN'], 'unknown command'],
  [['start', 'HIDDEN'], 'too many arguments'],
])('repeats nothing that may be a key or a token: %j', async (args, message) => {
  const program = await programFor(args);
  const error = await program.parseAsync(args, { from: 'user' }).catch((thrown: unknown) => thrown);
  expect(explain(error)).toContain(message);
  expect(explain(error)).not.toMatch(/HID|DEN/);
});
