"""`completion bash|zsh|fish`: a script that completes commands, options and files in a shell."""

from core.command_line.terminal import CommandParser

COMMANDS = {
    "train": ("--epochs", "--seed", "--threads", "--json", "--out"),
    "evaluate": ("--split", "--json"), "predict": ("--out", "--json"), "export": ("--to", "--json"),
    "report": ("--language", "--json"), "import": ("--into", "--out", "--json"),
    "serve": ("--port", "--host", "--json"), "completion": (), "reference": (), "warm": ("--quiet", "--starters")}
"""Every command with its options; a test holds them to what the commands take."""
BASH = """_layerlab() {{
    local word=${{COMP_WORDS[COMP_CWORD]}} command=${{COMP_WORDS[1]}}
    if [ "$COMP_CWORD" -eq 1 ]; then
        COMPREPLY=($(compgen -W "{words}" -- "$word") $(compgen -f -- "$word"))
        return
    fi
    case $command in
{cases}
    esac
    case $word in
        -*) COMPREPLY=($(compgen -W "$options --help" -- "$word"));;
        *) COMPREPLY=($(compgen -f -- "$word"));;
    esac
}}
complete -o filenames -F _layerlab layerlab
"""


def completion(arguments: list[str]) -> int:
    """Print the script."""
    made = CommandParser("completion", "Print a script that completes in a shell.",
                         "examples:\n  source <(layerlab completion bash)\n"
                         "  layerlab completion fish > ~/.config/fish/completions/layerlab.fish")
    made.add_argument("shell", choices=("bash", "zsh", "fish"))
    print(script(made.parse_args(arguments).shell), end="")
    return 0


def script(shell: str) -> str:
    """The script for a shell."""
    if shell == "fish":
        lines = [f"complete -c layerlab -n __fish_use_subcommand -a {command}" for command in COMMANDS]
        lines += [f"complete -c layerlab -n '__fish_seen_subcommand_from {command}' -l {option[2:]}"
                  for command, options in COMMANDS.items() for option in options]
        return "\n".join(lines) + "\n"
    cases = "\n".join(f'        {command}) local options="{" ".join(options)}";;'
                      for command, options in COMMANDS.items())
    bash = BASH.format(words=" ".join(COMMANDS), cases=cases)
    return f"autoload -Uz bashcompinit && bashcompinit\n{bash}" if shell == "zsh" else bash
