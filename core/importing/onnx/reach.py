"""What lies ahead of a node of a file, and the pieces of any size that end there."""

from collections.abc import Iterator

from core.importing.onnx.graph import GraphPiece, OnnxGraph
from core.importing.onnx.views import CanonicalNode, SeenValue


def after(graph: OnnxGraph, head: CanonicalNode, kind: str, most: int) -> list[CanonicalNode]:
    """Nodes of a kind after a node, the nearest first, among so many."""
    reached, waiting, found = {id(head)}, [head], [head] if head.kind == kind else []
    while waiting and len(reached) < most:
        for value in waiting.pop(0).outputs:
            for user in graph.users.get(value, ()):
                if id(user) in graph.left and id(user) not in reached:
                    reached.add(id(user))
                    waiting.append(user)
                    found += [user] if user.kind == kind else []
    return found


def closed(graph: OnnxGraph, start: CanonicalNode, known, most: int) -> Iterator[GraphPiece]:
    """Pieces of any size with this node, made of what is `known`, the farthest end first. What is worked out from
    sizes alone may be needed beside them."""
    sized = _sized(graph)
    reached, waiting = {id(start): start}, [start]
    while waiting and len(reached) < most:
        for value in waiting.pop(0).outputs:
            for user in graph.users.get(value, ()):
                if id(user) in graph.left and id(user) not in reached and id(user) not in sized:
                    reached[id(user)] = user
                    waiting.append(user)
    for node in reversed(reached.values()):
        piece = _made_of(graph, node, known, sized)
        if piece is not None:
            yield piece


def _sized(graph: OnnxGraph) -> set[int]:
    """Nodes that work out sizes."""
    found = {id(node) for node in graph.left.values() if node.kind == "Shape"}
    for node in graph.left.values():
        views = [one for one in node.operands if isinstance(one, SeenValue)]
        if views and all(one.value in graph.makers and id(graph.makers[one.value].node) in found for one in views):
            found.add(id(node))
    return found


def _made_of(graph: OnnxGraph, end: CanonicalNode, known, sized: set[int]) -> GraphPiece | None:
    """All nodes that make the first output of one, in computing order; None where others need what lies inside."""
    nodes, waiting = {id(end): end}, [end]
    leaves: dict[str, None] = {}
    while waiting:
        for one in waiting.pop().operands:
            if isinstance(one, SeenValue) and one.value in known:
                leaves[one.value] = None
            elif isinstance(one, SeenValue):
                maker = graph.makers.get(one.value)
                if maker is None or id(maker.node) not in graph.left:
                    return None
                if id(maker.node) not in nodes:
                    nodes[id(maker.node)] = maker.node
                    waiting.append(maker.node)
    for node in nodes.values():
        if node is not end and id(node) not in sized and any(
                graph.is_answer(value) or any(id(user) not in nodes and id(user) in graph.left and id(
                    user) not in sized for user in graph.users.get(value, ())) for value in node.outputs):
            return None
    ordered = tuple(node for key, node in graph.left.items() if key in nodes)
    return GraphPiece(end.outputs[0], ordered, tuple(leaves), graph.makers)
