"""What is wrong with a project that somebody types as JSON, and on which line."""

import json
import re
from typing import Any

from msgspec import Struct

from core.project.network import check
from core.project.spec import Project
from core.text.errors import SpecError
from core.text.messages import say

MISSING = {
    "Expecting ',' delimiter": "a comma or a closing bracket is missing before this",
    "Expecting ':' delimiter": "a colon is missing here",
    "Expecting value": "a value is missing here",
    "Expecting property name": "a name in double quotes is missing here",
    "Illegal trailing comma": "the comma before this is one too many",
    "Unterminated string": "the text that begins here has no closing quote",
    "Invalid control character": "a text goes over the end of the line",
    "Invalid \\escape": "a backslash in a text needs a second one",
    "Invalid \\uXXXX escape": "four digits or letters from a to f belong behind \\u",
    "Unexpected UTF-8 BOM": "it begins with a mark that cannot be seen; take the first letter out",
    "Extra data": "there is something behind the end of the project",
}
"""What Python calls faults of JSON, in plain words."""
PLACE = re.compile(r"\s*(?:-\s*)?(?:at|bei) `\$([^`]*)`")
STEP = re.compile(r"\.([^.\[\]]+)|\[(\d+)\]")
TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}:,]|[^\s\[\]{}:,"]+|\n')


class TextFault(Struct, frozen=True):
    """One sentence about a line, counted from 1. What only `warns` may be applied."""

    line: int
    message: str
    warns: bool = False


def read(text: str) -> tuple[Project | None, tuple[TextFault, ...]]:
    """(the project, None where the text is none; what is wrong with it)."""
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        what = next((say(words) for start, words in MISSING.items() if error.msg.startswith(start)), error.msg)
        return None, (TextFault(error.lineno, say("This is no JSON: {what}.", what=what)),)
    except ValueError:  # Python reads no number of thousands of digits
        what = say("the number is too large")
        return None, (TextFault(_long_number(text), say("This is no JSON: {what}.", what=what)),)
    except RecursionError:
        return None, (TextFault(1, say("This is no JSON: {what}.", what=say("its brackets are nested too deep"))),)
    lines = places(text)
    try:
        project = Project.from_json(text)
    except SpecError as error:
        found = PLACE.search(str(error))
        message = PLACE.sub("", str(error)) if found else str(error)
        return None, (TextFault(_line(lines, found[1] if found else ""), message),)
    faults = tuple(TextFault(_line(lines, f".{problem.path}"), problem.message, True)
                   for problem in check(project).problems)
    return project, faults


def _long_number(text: str) -> int:
    """The line of the longest row of digits."""
    longest = max(re.finditer(r"\d+", text), key=lambda found: len(found[0]))
    return text.count("\n", 0, longest.start()) + 1


def places(text: str) -> dict[str, int]:
    """The line of every value of a sound JSON, by its path: "", ".network", ".network.nodes[0].id"."""
    found, line = {"": 1}, 1
    stack: list[list[Any]] = []  # of each bracket: its path, the place in a list or None, the name that waits
    for token in TOKEN.findall(text):
        if token == "\n":
            line += 1
            continue
        if token in "]}":
            stack.pop()
            continue
        if token in ":,":
            if token == "," and stack[-1][1] is not None:
                stack[-1][1] += 1
            continue
        top = stack[-1] if stack else None
        if top is not None and top[1] is None and top[2] is None and token[0] == '"':
            top[2] = json.loads(token)
            found[f"{top[0]}.{top[2]}"] = line
            continue
        path = "" if top is None else f"{top[0]}[{top[1]}]" if top[1] is not None else f"{top[0]}.{top[2]}"
        found.setdefault(path, line)
        if top is not None:
            top[2] = None
        if token in "[{":
            stack.append([path, 0 if token == "[" else None, None])
    return found


def _line(lines: dict[str, int], path: str) -> int:
    """The line of a path, or of the nearest value around it."""
    steps, known = "", 1
    for name, number in STEP.findall(path):
        steps += f"[{number}]" if number else f".{name}"
        if steps not in lines:
            break
        known = lines[steps]
    return known
