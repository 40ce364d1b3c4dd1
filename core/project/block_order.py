"""The order in which blocks can be computed, and what depends on what: all in one pass over the links."""

import heapq
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from core.project.nodes import Node, origin


def computed(nodes: Sequence[Node]) -> tuple[list[Node], list[Node]]:
    """(blocks in an order of computing that keeps the given order where it may, blocks that wait for ever).

    Kahn's method; of the blocks that are ready the first in the given order comes next.
    """
    # What is no block is an input of the data, and there from the start.
    ids = {node.id for node in nodes}
    fed = [{*map(origin, node.inputs)} & ids for node in nodes]
    seen: set[str] = set()
    for node, sources in zip(nodes, fed, strict=True):
        if node.id in seen or not seen.issuperset(sources):
            break
        seen.add(node.id)
    else:
        return list(nodes), []  # as most networks stand
    missing = [len(sources) for sources in fed]
    users = defaultdict(list)
    for place, sources in enumerate(fed):
        for source in sources:
            users[source].append(place)
    ready = [place for place, count in enumerate(missing) if not count]
    order, done = [], set()
    while ready:
        place = heapq.heappop(ready)
        node = nodes[place]
        order.append(node)
        if node.id in done:
            continue
        done.add(node.id)
        for user in users[node.id]:
            missing[user] -= 1
            if not missing[user]:
                heapq.heappush(ready, user)
    return order, [node for node, count in zip(nodes, missing, strict=True) if count]


def behind(starts: Iterable[str], users: Mapping[str, Sequence[Node]]) -> set[str]:
    """These blocks and everything that is computed from them."""
    found, ahead = set(starts), list(starts)
    while ahead:
        for node in users.get(ahead.pop(), ()):
            if node.id not in found:
                found.add(node.id)
                ahead.append(node.id)
    return found


def on_circles(waiting: Sequence[Node]) -> list[Node]:
    """Of blocks that wait for ever, those that wait for each other; what is merely computed from them is left out."""
    ids = {node.id for node in waiting}
    fed = {node.id: node for node in waiting}
    uses = dict.fromkeys(ids, 0)
    for node in waiting:
        for source in {*map(origin, node.inputs)} & ids:
            uses[source] += 1
    ends = [id for id, count in uses.items() if not count]
    gone = set(ends)
    while ends:
        for source in {*map(origin, fed[ends.pop()].inputs)} & ids:
            uses[source] -= 1
            if not uses[source]:
                gone.add(source)
                ends.append(source)
    return [node for node in waiting if node.id not in gone]
