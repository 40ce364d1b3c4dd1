"""`evaluate FILE`: how good a trained network is on a split of its data."""

import json

from core.command_line.trained import guarded, parser, trained

EXAMPLES = """  main.py evaluate digits.layerlab
  main.py evaluate digits.layerlab --split validation --json"""


def evaluate(arguments: list[str]) -> int:
    """0, or 2 with one sentence."""
    made = parser("evaluate", "Measure a trained network on a split of its data.", EXAMPLES)
    made.add_argument("--split", choices=("train", "validation", "test"), default="test", help="left out: test")
    made.add_argument("--json", action="store_true", help="print one JSON object, keyed as that of train")
    return guarded(_evaluate, made.parse_args(arguments))


def _evaluate(wanted) -> None:
    from rich.console import Console

    from core.command_line.train import finite, print_results
    trainer = trained(wanted.file)
    found = {name: finite(value) for name, value in trainer.evaluate(wanted.split).items()}
    if wanted.json:
        print(json.dumps({"name": trainer.project.name, wanted.split: found}, allow_nan=False))
    else:
        print_results(Console(highlight=False), {wanted.split: found})
