import { Catalogue } from "../api/catalogue.ts";
import { COMMON_FLAGS, flagsOf } from "../api/flags.ts";
import { UsageError } from "../usage-error.ts";

/**
 * Prints what a shell needs to complete the command line: a function that asks `probity completion
 * words` with what has been typed, so that nothing is to be installed anew when commands change.
 */
export async function completion(
  [shell, ...typed]: readonly string[],
  local: readonly string[],
): Promise<void> {
  switch (shell) {
    case "words":
      console.log(completions(Catalogue.read(), typed, local).join("\n"));
      return;
    case "bash":
      console.log(BASH);
      return;
    case "zsh":
      console.log(ZSH);
      return;
    case "fish":
      console.log(FISH);
      return;
    default:
      throw new UsageError("say bash, zsh or fish");
  }
}

const BASH = `# eval "$(probity completion bash)"
_probity() {
  local IFS=$'\\n'
  COMPREPLY=($(compgen -W "$(probity completion words "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -F _probity probity`;

const ZSH = `# eval "$(probity completion zsh)"
_probity() {
  local -a known
  known=("\${(@f)$(probity completion words "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  compadd -- $known
}
compdef _probity probity`;

const FISH = `# probity completion fish | source
function __probity_words
  set -l typed (commandline -opc)[2..-1]
  probity completion words $typed (commandline -ct) 2>/dev/null
end
complete -c probity -f -a '(__probity_words)'`;

/** What may come next after these words; the last is the one being typed, and may be empty. */
export function completions(
  catalogue: Catalogue,
  typed: readonly string[],
  local: readonly string[] = [],
): string[] {
  const before = typed.slice(0, -1);
  const word = typed.at(-1) ?? "";
  const found = catalogue.find(before);
  const flags = found === null ? [] : flagsOf(found.operation, catalogue);
  if (found !== null && word.startsWith("-")) {
    const names = [...flags.map(({ name }) => name), ...COMMON_FLAGS];
    return beginning(
      names.map((name) => `--${name}`),
      word,
    );
  }
  const asked = flags.find(({ name }) => `--${name}` === before.at(-1));
  if (asked !== undefined) return beginning(asked.choices ?? [], word);
  const next = catalogue.under(before).flatMap(({ id }) => id.split(".")[before.length] ?? []);
  return beginning([...new Set([...(before.length === 0 ? local : []), ...next])], word);
}

function beginning(words: readonly string[], start: string): string[] {
  return words.filter((word) => word.startsWith(start)).sort();
}
