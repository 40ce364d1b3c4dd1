"""Reads what older versions of the program wrote: choices that files spelled otherwise than today."""

from typing import Any

import msgspec

from core.declare import decoding, registry
from core.declare.parameters import parameters


def decode(content: str | bytes, type_: type) -> Any:
    """JSON as a value of this type. Old spellings are looked for only where today's do not fit, so they cost nothing
    while there are none. Raises as `msgspec.json.decode` does."""
    try:
        return decoding.decode_json(content, type_)
    except msgspec.ValidationError as error:
        try:
            old = msgspec.json.decode(content)
        except msgspec.DecodeError:
            raise error from None  # it names the place
        new = upgraded(old)
        if new == old:
            raise
    return decoding.convert(new, type_)


def upgraded(tree: Any) -> Any:
    """A tree of plain values in which every choice is spelled as today; it is known by the `kind` beside it."""
    if isinstance(tree, list):
        return [upgraded(inner) for inner in tree]
    if not isinstance(tree, dict):
        return tree
    before = _before(tree.get("kind"))
    return {name: before.get(name, {}).get(value, value) if isinstance(value, str) else upgraded(value)
            for name, value in tree.items()}


def _before(kind: Any) -> dict[str, dict[str, str]]:
    """Old spellings by parameter, of all declarations of this name."""
    declared = [family[kind] for family in registry.Family.every.values() if isinstance(kind, str) and kind in family]
    return {parameter.name: parameter.before for cls in declared for parameter in parameters(cls) if parameter.before}
