import type { CompletedCommand, CompletedFlag } from './command-tree.ts';

import type { Shell } from '../../src/cli/commands/completion.ts';

type Tree = readonly CompletedCommand[];

/** A script that a shell evaluates, so that Tab completes commands, flags and their known values. */
export function completionScript(shell: Shell, tree: Tree): string {
  switch (shell) {
    case 'bash':
      return bashScript(tree);
    case 'zsh':
      // The completion of zsh runs that of bash; one script less can be wrong.
      return `autoload -U +X compinit && compinit -u\nautoload -U +X bashcompinit && bashcompinit\n${bashScript(tree)}`;
    case 'fish':
      return fishScript(tree);
  }
}

/**
 * One function: finds the command among the words, then offers values of the flag before, flags, words, or
 * files. It asks mapswell nothing, so that Tab answers at once.
 */
function bashScript(tree: Tree): string {
  const groups = tree.filter(({ path }) => path.length === 1 && hasInner(tree, path));
  return `_mapswell() {
  local current="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}" command="" word index
  for ((index = 1; index < COMP_CWORD; index++)); do
    word="\${COMP_WORDS[index]}"
    case "$command/$word" in
      */-*) ;;
      ${patterns(tree[0]?.words.map(({ name }) => `/${name}`) ?? [])}) command="$word" ;;
${groups.map((group) => `      ${patterns(group.words.map(({ name }) => `${group.path.join(' ')}/${name}`))}) command="$command $word" ;;`).join('\n')}
    esac
  done
  COMPREPLY=()
  case "$command $before" in
${tree.flatMap(valueCases).join('\n')}
  esac
  local words="" flags=""
  case "$command" in
${tree.map(wordCase).join('\n')}
  esac
  if [[ "$current" == -* ]]; then
    COMPREPLY=($(compgen -W "$flags" -- "$current"))
  elif [[ -n "$words" ]]; then
    COMPREPLY=($(compgen -W "$words" -- "$current"))
  else
    compopt -o default 2>/dev/null
  fi
}
complete -F _mapswell mapswell
`;
}

function hasInner(tree: Tree, path: readonly string[]): boolean {
  return tree.some((one) => one.path.length === path.length + 1 && one.path[0] === path[0]);
}

function patterns(names: readonly string[]): string {
  return names.map((name) => `'${name}'`).join('|');
}

function valueCases({ path, flags }: CompletedCommand): readonly string[] {
  return flags.flatMap(({ long, values }) => {
    if (values === 'none') return [];
    const action =
      values.length === 0
        ? 'compopt -o default 2>/dev/null'
        : `COMPREPLY=($(compgen -W '${values.join(' ')}' -- "$current"))`;
    return [`    '${path.join(' ')} ${long}') ${action}; return ;;`];
  });
}

function wordCase({ path, words, flags }: CompletedCommand): string {
  const names = words.map(({ name }) => name).join(' ');
  return `    '${path.join(' ')}') words='${names}'; flags='${flags.map(({ long }) => long).join(' ')}' ;;`;
}

function fishScript(tree: Tree): string {
  return `complete -c mapswell -f\n${tree.flatMap(fishLines).join('\n')}\n`;
}

function fishLines({ path, words, flags, takesWords }: CompletedCommand): readonly string[] {
  const [first, second] = path;
  const seen = [first, second].flatMap((name) =>
    name === undefined ? [] : [`__fish_seen_subcommand_from ${name}`],
  );
  const inside = seen.length === 0 ? '__fish_use_subcommand' : seen.join('; and ');
  const start = `complete -c mapswell -n '${inside}'`;
  const files = takesWords && words.length === 0 ? [`${start} -F`] : [];
  return [
    ...files,
    ...words.map(({ name, summary }) => `${start} -a ${name} -d '${summary}'`),
    ...flags.map((flag) => `${start} ${fishFlag(flag)}`),
  ];
}

function fishFlag({ long, summary, values }: CompletedFlag): string {
  const name = `-l ${long.slice(2)} -d '${summary}'`;
  if (values === 'none') return name;
  return values.length === 0 ? `${name} -r -F` : `${name} -x -a '${values.join(' ')}'`;
}
