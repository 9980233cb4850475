import type { Level } from './level.ts';

export const SHELLS = ['bash', 'zsh', 'fish'] as const;

export type Shell = (typeof SHELLS)[number];

/** A script for the shell. It starts nothing when a key is pressed: all words are in it. */
export function completionScript(shell: Shell, levels: readonly Level[]): string {
  return { bash, zsh, fish }[shell](levels);
}

function bash(levels: readonly Level[]): string {
  return `# Load it with: eval "$(npx stagepass completion bash)"
_stagepass() {
  local at= word before=\${COMP_WORDS[COMP_CWORD-1]} words= valued=
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$at $word" in
      ${commandsOf(levels).map(quoted).join('|')}) at="$at $word" ;;
    esac
  done
  case "$at" in
${levels
  .map(
    ({ path, words, valued }) =>
      `    ${quoted(pathWord(path))}) words=${quoted(words.map(([word]) => word).join(' '))} valued=${quoted(` ${valued.join(' ')} `)} ;;`,
  )
  .join('\n')}
  esac
  COMPREPLY=()
  [[ $valued == *" $before "* ]] || COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -F _stagepass stagepass
`;
}

function zsh(levels: readonly Level[]): string {
  const described = ({ words }: Level) =>
    words.map(([word, description]) => quoted(`${escapedColons(word)}:${escapedColons(description)}`)).join(' ');
  return `# Load it with: eval "$(npx stagepass completion zsh)"
_stagepass() {
  local at= word before=\${words[CURRENT-1]} valued=
  local -a found
  for word in \${words[2,CURRENT-1]}; do
    case "$at $word" in
      (${commandsOf(levels).map(quoted).join('|')}) at="$at $word" ;;
    esac
  done
  case "$at" in
${levels
  .map(
    (level) =>
      `    (${quoted(pathWord(level.path))}) valued=${quoted(` ${level.valued.join(' ')} `)} found=(${described(level)}) ;;`,
  )
  .join('\n')}
  esac
  [[ $valued == *" $before "* ]] || _describe 'stagepass' found
}
compdef _stagepass stagepass
`;
}

function fish(levels: readonly Level[]): string {
  const lines = levels.flatMap(({ path, words, valued }) =>
    words.map(([word, description]) => {
      const option = /^--(.+)$/.exec(word)?.[1];
      const what = option === undefined ? `-a ${quoted(word)}` : `-l ${option}${valued.includes(word) ? ' -r' : ''}`;
      return `complete -c stagepass -f -n ${quoted(`__stagepass_at ${quoted(pathWord(path))}`)} ${what} -d ${quoted(description)}`;
    }),
  );
  return `# Load it with: npx stagepass completion fish | source
function __stagepass_at
    set -l at ''
    for word in (commandline -opc)[2..]
        switch "$at $word"
            case ${commandsOf(levels).map(quoted).join(' ')}
                set at "$at $word"
        end
    end
    test "$at" = $argv[1]
end
${lines.join('\n')}
`;
}

/** As the scripts put them together: each with a space before it. */
function commandsOf(levels: readonly Level[]): string[] {
  return levels.flatMap(({ path }) => (path === '' ? [] : [pathWord(path)]));
}

function pathWord(path: string): string {
  return path === '' ? '' : ` ${path}`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

function escapedColons(text: string): string {
  return text.replaceAll(/[\\:]/g, '\\$&');
}
