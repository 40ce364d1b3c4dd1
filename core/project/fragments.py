"""Operations on several blocks: copy as text, paste, remove, group. Pure functions.

A fragment is some nodes with the links between them; a link from outside the fragment is written as one from the data
and becomes one from the block after which it is put in.
"""

from collections.abc import Iterable, Mapping, Set
from typing import Literal

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from core.declare import old_spellings
from core.project import edits
from core.project.removal import dissolved
from core.project.spec import INPUT, VERSION, Network, Node, origin
from core.text.errors import LayerlabError, SpecError
from core.text.messages import clean, say, short
from core.text.parser_words import everyday

LARGEST_TEXT = 8 * 2**20
LONGEST_PATTERN = 8


class Fragment(Struct, frozen=True, forbid_unknown_fields=True):
    """What stands on the clipboard as JSON."""

    layerlab: Literal["blocks"]
    nodes: tuple[Node, ...]
    version: int = VERSION


def copied(network: Network, ids) -> tuple[Node, ...]:
    """The nodes of these ids in canvas order, with the links between them."""
    inside = set(ids)
    return tuple(replace(node, inputs=_unique(source if origin(source) in inside else INPUT for source in node.inputs))
                 for node in network.nodes if node.id in inside)


def to_text(nodes: tuple[Node, ...]) -> str:
    """A fragment as readable JSON."""
    return msgspec.json.format(msgspec.json.encode(Fragment("blocks", nodes)), indent=1).decode()


def from_text(text: str) -> tuple[Node, ...]:
    """The nodes of a fragment; SpecError in one sentence where the text is none."""
    if len(text) > LARGEST_TEXT:
        raise SpecError(say("The clipboard holds too much text for blocks of a network; copy some blocks first."))
    try:
        found = old_spellings.decode(text, Fragment)
        if any(node.layer is None for node in found.nodes):
            raise msgspec.ValidationError(say("a block has no layer"))
    except (msgspec.DecodeError, UnicodeError, RecursionError, MemoryError) as error:
        if text.lstrip().startswith("{") and '"layerlab"' in text:
            raise SpecError(say("The blocks on the clipboard cannot be read: {error}.",
                                error=short(everyday(str(error)), 200))) from None
        raise SpecError(say("The clipboard holds no blocks; select some and press Ctrl+C first.")) from None
    if found.version > VERSION:
        raise SpecError(say("These blocks were copied from a newer Layerlab; update the program to paste them."))
    if not found.nodes:
        raise SpecError(say("The clipboard holds no blocks; select some and press Ctrl+C first."))
    found = replace(found, nodes=tuple(
        replace(node, id=clean(node.id), group=clean(node.group), inputs=tuple(map(clean, node.inputs)))
        for node in found.nodes))
    if len({node.id for node in found.nodes}) < len(found.nodes):
        raise SpecError(say("Two of the blocks on the clipboard have the same id; rename one in the text."))
    return found.nodes


def insert_fragment(network: Network, nodes: tuple[Node, ...], after: str | None = None,
                    ports: Iterable[str] = (), target: str = "") -> tuple[Network, tuple[str, ...]]:
    """Put nodes in after `after` (None: the end), onto its link to `target` or else to the next block; the network and
    the new ids. `ports` are the inputs of the data.

    Ids and names of groups are made unique, links inside are kept.
    """
    if after is None:
        after = network.nodes[-1].id if network.nodes else INPUT
    if after not in (INPUT, *ports, *network.sources) and network.node(after) is None:
        raise LayerlabError(say("There is no block {after}.", after=after))
    names = dict(zip([node.id for node in nodes], edits.new_ids(network, [node.layer for node in nodes]), strict=True))
    groups = new_groups(network, dict.fromkeys(node.group for node in nodes if node.group))
    made = tuple(replace(node, id=names[node.id], group=groups.get(node.group, ""), shares=_owner(network, node, names),
                         inputs=_unique(_there(source, names, after) for source in node.inputs or (INPUT,)))
                 for node in nodes)
    used = {source for node in made for source in node.inputs}
    tail = next((node.id for node in reversed(made) if node.id not in used), made[-1].id)
    users = [node.id for node in edits.consumers(network, after)]
    fed = edits.drawn_with(network, target if target in users else next(iter(users), ""))
    old = tuple(_fed(node, after, tail) if node.id in fed else node for node in network.nodes)
    place = network.places.get(after, -1) + 1
    return edits.grown(replace(network, nodes=old), place, made), tuple(names.values())


def _there(source: str, names: Mapping[str, str], after: str) -> str:
    """What a link of a fragment begins at where it is put in: "lstm4.state" for "lstm1.state"."""
    id, dot, further = source.partition(".")
    return f"{names[id]}{dot}{further}" if id in names else after


def _owner(network: Network, node: Node, names: Mapping[str, str]) -> str:
    """With whom a block that is put in shares its weights: with the same block as before where it is there."""
    there = network.node(node.shares)
    return names.get(node.shares, node.shares if there is not None and there.layer == node.layer else "")


def remove_all(network: Network, ids: Iterable[str]) -> Network:
    """Take several nodes out, and the joins that are left with one input; ids that are none are passed over."""
    return edits.without(network, frozenset(ids))


def moved(network: Network, ids, after: str, target: str = "", ports: Iterable[str] = ()) -> Network:
    """Move several nodes together after `after` ("input" for the front), onto its link to `target`, or else to the
    next block. What came out of the last of them then comes out of what fed the first; other links from outside stay.

    LayerlabError where one of these links would lead back.
    """
    chosen = set(ids)
    inside = [node for node in network.nodes if node.id in chosen]
    names, tail = {node.id for node in inside}, inside[-1].id
    before = next(source for node in inside for source in node.inputs if source not in names)
    if {after, target} & names:
        raise LayerlabError(say("A block cannot stand behind itself."))
    rest = [_fed(node, tail, before) for node in network.nodes if node.id not in names]
    users = [node.id for node in rest if after in node.inputs]
    user = target if target in users else next(iter(users), "")
    rest = [_fed(node, after, tail) if node.id == user else node for node in rest]
    place = next((index + 1 for index, node in enumerate(rest) if node.id == after), 0)
    inside = [_fed(node, before, after) for node in inside]
    made = edits.in_order(replace(network, nodes=(*rest[:place], *inside, *rest[place:])))
    seen = {INPUT, *ports, *network.sources}
    for node in made.nodes:
        late = next((source for source in node.inputs if origin(source) not in seen), "")
        if late:
            raise LayerlabError(say("It joins {late}, which is only computed later.", late=late))
        seen.add(node.id)
    return dissolved(made, network)


# ---- groups

def members(network: Network, group: str) -> tuple[str, ...]:
    """The blocks of a group, in canvas order."""
    return tuple(node.id for node in network.nodes if node.group == group) if group else ()


def new_group(network: Network, wanted: str) -> str:
    """A name that no group of the network has: the one that is wanted, or that with a number."""
    return new_groups(network, (wanted,))[wanted]


def new_groups(network: Network, wanted: Iterable[str]) -> dict[str, str]:
    """Names that no group of the network has and no other of these gets, by the names that are wanted."""
    used, found = {node.group for node in network.nodes}, {}
    for group in wanted:
        name, number = group, 1
        while name in used:
            number += 1
            name = f"{group} ({number})"
        used.add(name)
        found[group] = name
    return found


def group_refusal(network: Network, ids) -> str:
    """Why these blocks cannot be one group; empty where they can."""
    inside = {id for id in ids if network.node(id) is not None}
    if len(inside) < 2:
        return say("A group takes two blocks or more; Ctrl+click selects several.")
    if _comes_back(edits.in_order(network), inside):
        return say("A link leaves these blocks and comes back; take what lies between into the group too.")
    return ""


def groups(network: Network) -> dict[str, tuple[str, ...]]:
    """The blocks of every group that can be drawn as one card, in canvas order, by the name of the group."""
    found: dict[str, list[str]] = {}
    for node in network.nodes:
        if node.group:
            found.setdefault(node.group, []).append(node.id)
    ordered = edits.in_order(network) if found else network
    return {name: tuple(ids) for name, ids in found.items()
            if len(ids) > 1 and not _comes_back(ordered, frozenset(ids))}


def _comes_back(ordered: Network, inside: Set[str]) -> bool:
    """Whether something outside is computed from these blocks and leads back into them. It stands between them."""
    places = [ordered.places[id] for id in inside]
    reached: set[str] = set()
    for node in ordered.nodes[min(places):max(places)]:
        if node.id not in inside and any(source in inside or source in reached for source in node.inputs):
            reached.add(node.id)
    return bool(reached) and any(source in reached for node in ordered.nodes if node.id in inside
                                 for source in node.inputs)


def grouped(network: Network, ids, name: str) -> Network:
    """Draw blocks as one card of this name. What was grouped before belongs to the new group."""
    refusal = group_refusal(network, ids)
    if refusal:
        raise LayerlabError(refusal)
    inside, unique = set(ids), new_group(network, name.strip()[:40] or "Group")
    return _regrouped(network, lambda node: unique if node.id in inside else node.group)


def renamed_group(network: Network, group: str, name: str) -> Network:
    """Give a group another name."""
    unique = group if name.strip() == group else new_group(network, name.strip()[:40] or "Group")
    return _regrouped(network, lambda node: unique if node.group == group else node.group)


def ungrouped(network: Network, group: str) -> Network:
    """Draw the blocks of a group one by one again."""
    return _regrouped(network, lambda node: "" if node.group == group else node.group)


def repeats(network: Network) -> tuple[tuple[str, ...], int]:
    """The longest run of blocks that repeats one pattern of layers at least twice, as (ids, how many times); empty
    where nothing repeats. Blocks in groups do not count."""
    # In an order of computing no link can leave a run and come back.
    chain = edits.in_order(network).nodes
    kinds = [None if node.group else type(node.layer) for node in chain]
    best = 2, 0, 0, 0
    for length in range(1, LONGEST_PATTERN + 1):
        alike = 0
        for start in range(len(chain) - length - 1, -1, -1):
            alike = alike + 1 if kinds[start] is not None and kinds[start] is kinds[start + length] else 0
            times = 1 + alike // length
            if times >= 2:
                best = max(best, (times * length, -start, -length, times))
    size, start, _, times = best
    ids = tuple(node.id for node in chain[-start:size - start]) if times else ()
    return (ids, times) if not ids or not group_refusal(network, ids) else ((), 0)


def _regrouped(network: Network, name) -> Network:
    return replace(network, nodes=tuple(replace(node, group=name(node)) for node in network.nodes))


def _fed(node: Node, old: str, new: str) -> Node:
    """The node with `new` in the place of its first link from `old`."""
    return replace(node, inputs=_unique(new if source == old else source for source in node.inputs))


def _unique(names) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))
