import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { commands } from '../../../commands/command-line/list.ts';
import { programWith } from '../../../commands/command-line/program.ts';
import { levelsOf } from '../../../commands/completion/level.ts';
import { completionScript, SHELLS } from '../../../commands/completion/scripts.ts';

const levels = levelsOf(await programWith(commands));

/** What bash offers at the Tab key after these words. */
function completed(...words: string[]): string[] {
  const script = `${completionScript('bash', levels)}
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
_stagepass
printf '%s\\n' "\${COMPREPLY[@]}"`;
  const said = execFileSync('bash', ['-c', script, 'bash', 'stagepass', ...words], { encoding: 'utf8' });
  return said.trim().split('\n');
}

describe('completion in bash', () => {
  it.each<[string[], string[]]>([
    [['st'], ['start']],
    [['verify', '--b'], ['--bearer']],
    [['users', 'bl'], ['block']],
    [
      ['users', 'block', '--'],
      ['--caller', '--for', '--stage', '--dry-run', '--help', '--version', '--no-color'],
    ],
    [['secrets', 'mil'], ['millicast']],
    [['secrets', 'millicast', '--create'], ['--create-parent']],
    [['start', '--quiet', '--po'], ['--port']],
    [['completion', 'z'], ['zsh']],
    // A value follows, which it doesn't know.
    [['start', '--stage', ''], ['']],
    [['nonsense', 'xyz'], ['']],
  ])('of %j is %j', (words, expected) => {
    expect(completed(...words)).toEqual(expected);
  });

  it('is loaded as the help says, for the name stagepass', () => {
    const script = `${completionScript('bash', levels)}\ncomplete -p stagepass`;
    expect(execFileSync('bash', ['-c', script], { encoding: 'utf8' })).toBe('complete -F _stagepass stagepass\n');
  });
});

it.each(SHELLS)('has every command and option: %s', (shell) => {
  const script = completionScript(shell, levels);
  for (const word of ['start', 'unblock', '--real-issuers', '--create-parent']) {
    expect(script).toContain(shell === 'fish' ? word.replace('--', '-l ') : word);
  }
});
