"""A network from Keras, its JSON (`model.to_json()`) or a `.keras` file: layers, and what leads into each."""

import json
import re
from pathlib import Path
from typing import Any

from core.declare.registry import LAYERS
from core.files import archive
from core.files.user_files import megabytes, reason, regular_file, shown, size
from core.importing.foreign_network import ForeignNetwork
from core.importing.keras.layers import layer_of
from core.importing.keras.time_distributed import WRAPPER, layer_at_each_step
from core.ops.tensor_type import NUMBER, STEPS, TOKENS, TensorType, usual
from core.project.nodes import Network, Node
from core.text.errors import ShapeError, SpecError
from core.text.messages import say, short

LARGEST, MOST_CALLS = 64 * 2**20, 5000
BROKEN = (LookupError, TypeError, ValueError, AttributeError, RecursionError)
CONFIG = "config.json"
MODELS = ("Functional", "Model", "Sequential")
LEGAL = re.compile(r"[^A-Za-z0-9_]")


def looks_like_keras(start: bytes) -> bool:
    """Whether a file that begins so may be Keras's JSON."""
    return start.lstrip().startswith(b"{") and b'"class_name"' in start and b'"version"' not in start[:20]


def looks_like_whole_model(start: bytes) -> bool:
    """Whether a file that begins so may be a `.keras` file: a zip that begins with Keras's own facts."""
    return start.startswith(b"PK\x03\x04") and start[30:].startswith(b"metadata.json")


def read_whole_model(path: str | Path) -> ForeignNetwork:
    """The network of a `.keras` file; its weights stay in it, for they are HDF5."""
    found = regular_file(path, SpecError)
    try:
        with archive.opened(found) as entries:
            if CONFIG not in entries:
                raise SpecError(_damaged(path))
            text = entries.text(CONFIG)
        told = json.loads(text)
    except OSError as error:
        raise SpecError(reason(error, path)) from None
    except (ValueError, RecursionError):
        raise SpecError(_damaged(path)) from None
    return _of(told, path, say("The weights of a .keras file are not read; they are drawn. Save them in Keras with "
                               "numpy.savez, or the model with model.export(\"net.onnx\", format=\"onnx\"), and import "
                               "that."))


def read(path: str | Path) -> ForeignNetwork:
    """The network of a JSON file, without weights, which it does not hold; SpecError with one sentence."""
    found = regular_file(path, SpecError)
    try:
        if size(found) > LARGEST:
            raise SpecError(say("{path} is larger than {most}; so much is not read.", path=shown(path),
                                most=megabytes(LARGEST)))
        told = json.loads(found.read_bytes())
    except OSError as error:
        raise SpecError(reason(error, path)) from None
    except (ValueError, RecursionError):
        raise SpecError(_damaged(path)) from None
    return _of(told, path, say("Keras's JSON holds no weights; they are drawn. Import them from .safetensors or .npz."))


def _of(told: Any, path, note: str) -> ForeignNetwork:
    """The network that Keras's configuration of a model describes; `note` says where its weights are."""
    try:
        if told["class_name"] not in MODELS:
            raise SpecError(say("{path} holds a {kind}; save a Functional or Sequential model with model.to_json().",
                                path=shown(path), kind=short(str(told["class_name"]))))
        return _CallReader(told["config"], path).made(note)
    except BROKEN:
        raise SpecError(_damaged(path)) from None


def _damaged(path) -> str:
    return say("{path} is damaged, or no network of Keras; save it again with model.to_json().", path=shown(path))


class _CallReader:
    """Calls of layers as they are met on the way back from the answers."""

    def __init__(self, config: dict[str, Any], path):
        self.path = path
        self.layers = {_name(one): one for one in config["layers"]}
        if "output_layers" in config:
            self.ends = _several(config["output_layers"])
        else:
            self.ends = self._in_a_row(config)
        self.nodes: dict[str, Node] = {}
        self.types: dict[str, TensorType] = {}
        self.inputs: dict[str, TensorType] = {}

    def _in_a_row(self, config) -> list:
        """A sequential model as one whose layers name what leads into them."""
        layers = list(config["layers"])
        if layers[0]["class_name"] != "InputLayer":
            shape = config.get("build_input_shape") or layers[0]["config"].get("batch_input_shape")
            layers.insert(0, {"class_name": "InputLayer", "config": {"name": "input", "batch_shape": shape}})
            self.layers = {_name(one): one for one in layers}
        names = list(map(_name, layers))
        for before, one in zip(names, layers[1:], strict=False):
            one["inbound_nodes"] = [{"args": [_tensor(before)], "kwargs": {}}]
        return [[names[-1], 0, 0]]

    def made(self, note: str) -> ForeignNetwork:
        answers = []
        for end in self.ends:
            answers.append(self.block(end))
            if answers[-1] not in self.nodes:
                raise SpecError(say("{path}: an answer of the network is computed by no block; export it with layers "
                                    "between its inputs and its answers.", path=shown(self.path)))
        nodes = tuple(self.nodes.values())
        outputs = () if answers == [nodes[-1].id] else tuple(answers)
        return ForeignNetwork(Network(nodes, outputs), self.inputs, {}, (note,))

    def block(self, history) -> str:
        """The block, or the further output of one, that a call of a layer is. What leads into it is read first, without
        recursion, for a network may be deep."""
        waiting, steps = [tuple(history)], 0
        while waiting:
            steps += 1
            name, call, _ = waiting[-1]
            if self._id(name, call) in self.types:
                waiting.pop()
                continue
            missing = [one for one in self.sources(name, call) if self._id(*one[:2]) not in self.types]
            if len(waiting) > MOST_CALLS or steps > 10 * MOST_CALLS:
                raise ValueError("a circle")
            if missing:
                waiting += missing
            else:
                self._call(name, call)
                waiting.pop()
        name, call, output = history
        id = self._id(name, call)
        return id if not output else f"{id}.{self.nodes[id].layer.further[output - 1]}"

    def sources(self, name: str, call: int) -> list[tuple]:
        """What leads into a call; masks go on by themselves here."""
        if self.layers[name]["class_name"] == "InputLayer":
            return []
        told = self.layers[name]["inbound_nodes"][call]
        named = {key: one for key, one in told["kwargs"].items() if "mask" not in key}
        return [*_tensors(told["args"]), *_tensors(named)]

    def _call(self, name: str, call: int) -> None:
        told, id = self.layers[name], self._id(name, call)
        if told["class_name"] == "InputLayer":
            self.types[id] = self.inputs[id] = self._input(name, told["config"])
            return
        sources = [self.block(one) for one in self.sources(name, call)]
        while len(sources) > 1 and sources[-1] == sources[-2] and told["class_name"] == "MultiHeadAttention":
            sources.pop()
        config = dict(told["config"])
        if told["inbound_nodes"][call]["kwargs"].get("use_causal_mask"):
            config["use_causal_mask"] = True
        types = tuple(self.types[one] for one in sources)
        layer = (layer_at_each_step(config, name, types[0], self.path) if told["class_name"] == WRAPPER else
                 layer_of(told["class_name"], config, name, [one.shape for one in types], self.path))
        try:
            made = layer.output_type(*types)
            more = layer.more_outputs(*types)
        except ShapeError as error:
            raise SpecError(f"{shown(self.path)}: {short(name)}: {error}") from None
        self.nodes[id] = Node(id, layer, tuple(sources), shares=self._id(name, 0) if call and layer.weights(
            *(one.shape for one in types)) else "")
        self.types[id] = made
        for key, one in more.items():
            self.types[f"{id}.{key}"] = one

    def _input(self, name: str, config: dict[str, Any]) -> TensorType:
        """What goes in: tokens where an Embedding takes them, whatever kind of number Keras keeps them in."""
        shape = config.get("batch_shape") or config.get("batch_input_shape") or [None]
        sizes = tuple(shape[1:])
        if not shape[1:] or not all(type(one) is int and 0 < one < 2**24 for one in sizes):
            raise SpecError(say("{path}: the sizes of the input {name} are not fixed; export it for samples of one "
                                "size.", path=shown(self.path), name=short(name)))
        users = [one for one in self.layers.values() for into in one.get("inbound_nodes", ())
                 if any(source[0] == name for source in _tensors(into["args"]))]
        tokens = any(LAYERS[one["class_name"]]().vocabulary for one in users if one["class_name"] in LAYERS)
        return TensorType(sizes, STEPS if sizes else NUMBER, TOKENS) if tokens else usual(sizes)

    def _id(self, name: str, call: int) -> str:
        """The id of a call: the name of its layer, numbered from the second one on."""
        plain = LEGAL.sub("_", name)[:50]
        plain = plain if not plain[:1].isdigit() else f"_{plain}"
        return plain if not call else f"{plain}_call{call + 1}"


def _name(one: dict[str, Any]) -> str:
    return one["config"].get("name") or one["name"]


def _several(ends) -> list:
    """One answer or several, as Keras writes them."""
    return [ends] if isinstance(ends[0], str) else list(ends)


def _tensor(name: str) -> dict[str, Any]:
    return {"class_name": "__keras_tensor__", "config": {"keras_history": [name, 0, 0]}}


def _tensors(value) -> list[tuple]:
    """All values that are named somewhere in the arguments of a call, in their order."""
    if isinstance(value, dict):
        if value.get("class_name") == "__keras_tensor__":
            return [tuple(value["config"]["keras_history"])]
        return [found for one in value.values() for found in _tensors(one)]
    return [found for one in value for found in _tensors(one)] if isinstance(value, list | tuple) else []
