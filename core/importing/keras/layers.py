"""A layer of Keras's JSON as one of ours: class and parameters of the same name, or a sentence that names it."""

import re
from functools import cache
from typing import Any

import msgspec

from core.declare import decoding
from core.declare.parameters import Parameter, parameters
from core.declare.registry import ACTIVATIONS, LAYERS
from core.declare.torch_lines import Call, Loaded
from core.files.user_files import shown
from core.text.errors import ShapeError, SpecError
from core.text.messages import say, short
from core.text.parser_words import everyday

UNSAID = frozenset((
    "name", "trainable", "dtype", "seed", "build_config", "quantization_config", "activity_regularizer", "input_axes",
    "output_axes", "return_state", "unroll", "zero_output_for_mask", "use_cudnn", "implementation",
    "time_major", "synchronized", "sparse", "autocast", "lora_rank", "lora_alpha", "renorm_clipping",
    "renorm_momentum", "shared_object_id"))
"""What says nothing of the answers."""
NEUTRAL: tuple[Any, ...] = (None, False, "channels_last", "interpolated_nearest", -1, [-1], [1], [], 0, 0.0, "nearest")
"""Values of parameters that no layer here has, with which these do nothing."""
ALONE = {"groups": 1, "backward_layer": None}
"""The same for single parameters."""
SINGLE = ("pair", "whole", "whole_or_none")
"""Kinds of parameters that Keras writes as a list where one number would do."""
ODD = (ShapeError, LookupError, ValueError, TypeError, ArithmeticError)
"""What a layer may raise that is asked for shapes that it does not take."""
SLOPE = {"leaky_relu": 0.2}
"""What Keras takes where an activation is given by its word alone."""


def word_of(name: str) -> str:
    """`LeakyReLU` as `leaky_relu`, as Keras calls functions."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()


@cache
def activations() -> dict[str, Any]:
    """Our activations by the words that Keras has for them."""
    found = {}
    for member in ACTIVATIONS.values():
        line = member().in_keras((4,))
        line = line.of if isinstance(line, Loaded) else line
        if line is None:
            found["linear"] = member()
        elif isinstance(line, Call):
            name = line.function.text.rpartition(".")[2]
            word = line.ordered[0] if name == "Activation" else word_of(name)
            found.setdefault(word, member())
        found.setdefault(word_of(member.__name__), member())
    return found


def layer_of(kind: str, config: dict[str, Any], name: str, shapes, path) -> Any:
    """The layer of a class of Keras with its parameters."""
    told = f"{short(name)} ({short(kind)})"
    if kind == "Activation":
        return LAYERS["Activation"](activation=_activation(config.get("activation"), told, path))
    own = kind if kind in LAYERS else _by_lines(shapes).get(kind, "")
    if own:
        cls: Any = LAYERS[own]
        if own != kind:  # its parameters follow from what comes in
            config = {key: value for key, value in config.items() if key in cls.__struct_fields__}
        return _made(cls, own, _one_way(config, told, path), told, path, _renamed(cls, shapes))
    if (known := activations().get(word_of(kind))) is not None:
        cls = type(known)
        choice = _chosen(cls, config, shapes)
        left = {key: value for key, value in config.items() if key not in choice}
        made = _made(cls, cls.__name__, left, told, path, {})
        return LAYERS["Activation"](activation=msgspec.structs.replace(made, **choice.get("", {})))
    raise SpecError(say("{path}: there is no layer here that does what {layer} does; leave it out, or build it of "
                        "other layers.", path=shown(path), layer=told))


def _by_lines(shapes) -> dict[str, str]:
    """Our layers by what their line of Keras is called, where Keras has no class of their name."""
    found: dict[str, str] = {}
    for name, member in LAYERS.items():
        try:
            line: Any = member().in_keras(*shapes)
        except ODD:
            continue
        if isinstance(line, Loaded):
            found.setdefault(line.of.function.text.rpartition(".")[2], name)
    return found


def _one_way(config: dict[str, Any], told: str, path) -> dict[str, Any]:
    """The parameters of a layer that reads both ways without the second one, where this is the first one turned
    round."""
    back = config.get("backward_layer")
    if back is None:
        return config
    one, other = (_without_names(dict(part["config"])) for part in (config["layer"], back))
    other["go_backwards"] = not other["go_backwards"]
    if one != other or config["layer"]["class_name"] != back["class_name"]:
        raise SpecError(say("{path}: {layer} reads the two ways with layers of different kinds; use the same for both.",
                            path=shown(path), layer=told))
    return {key: value for key, value in config.items() if key != "backward_layer"}


def _without_names(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_names(one) for key, one in value.items() if key not in UNSAID}
    return value


def _chosen(cls: Any, config: dict[str, Any], shapes) -> dict[str, Any]:
    """Choices that Keras says with other parameters: found by writing the line of Keras for each. The keys that are
    explained by it, and under "" our parameters."""
    for parameter in parameters(cls):
        for word in parameter.choices if parameter.name not in config else ():
            line = cls(**{parameter.name: word}).in_keras(*shapes)
            named = line.of.named if isinstance(line, Loaded) else {}
            if named and all(config.get(key) == value for key, value in named.items()):
                return {**named, "": {parameter.name: word}}
    return {}


def _made(cls: Any, kind: str, config: dict[str, Any], told: str, path, renamed: dict[str, str]) -> Any:
    known = {parameter.name: parameter for parameter in parameters(cls) if parameter.kind != "hidden"}
    facts: dict[str, Any] = {"kind": kind}
    for key, value in config.items():
        own = renamed.get(key, key)
        if own in known:
            facts[own] = _value(known[own], value, told, path)
        elif key not in UNSAID and not key.endswith("_initializer") and value not in NEUTRAL and not (
                key in ALONE and value == ALONE[key]):
            raise SpecError(say("{path}: {layer} has {key} = {value}, which no layer here can do; leave it out.",
                                path=shown(path), layer=told, key=short(key), value=short(str(value))))
    family = ACTIVATIONS if cls.__name__ in ACTIVATIONS and kind not in LAYERS else LAYERS
    try:
        return decoding.convert(facts, family.union)
    except (msgspec.ValidationError, ValueError, TypeError) as error:
        raise SpecError(say("{path}: {layer} cannot be: {reason}.", path=shown(path), layer=told,
                            reason=short(everyday(str(error)), 200).rstrip("."))) from None


def _value(parameter: Parameter, value: Any, told: str, path) -> Any:
    """A value of Keras as JSON has it here."""
    if parameter.kind == "part" and value is not None:
        return msgspec.to_builtins(_part(parameter, value, told, path))
    if isinstance(value, list) and len(set(map(str, value))) == 1 and parameter.kind in SINGLE:
        return value[0]
    return value


def _part(parameter: Parameter, value: Any, told: str, path) -> Any:
    """A part of a layer: an activation, an initialiser, a penalty, a layer inside of it."""
    if parameter.family is ACTIVATIONS or parameter.family.within is ACTIVATIONS:
        return _activation(value, told, path)
    kind, config = (value, {}) if isinstance(value, str) else (value.get("class_name"), value.get("config") or {})
    found = {word_of(name): name for name in parameter.family} | {name: name for name in parameter.family}
    if kind not in found:
        raise SpecError(say("{path}: {layer} has {key} = {value}, which no layer here can do; leave it out.",
                            path=shown(path), layer=told, key=parameter.name, value=short(str(kind))))
    cls: Any = parameter.family[found[kind]]
    known = {one.name: one for one in parameters(cls)}
    return decoding.convert({"kind": found[kind], **{key: _value(known[key], one, told, path) for key, one in
                                                     config.items() if key in known and one is not None}},
                            parameter.family.union)


def _activation(value: Any, told: str, path) -> Any:
    if isinstance(value, dict):
        config = value.get("config")
        if isinstance(config, dict):
            known = activations().get(word_of(str(value.get("class_name"))))
            if known is not None:
                return _made(type(known), type(known).__name__, config, told, path, {})
        value = config
    word = "linear" if value is None else value
    found = activations().get(word) if isinstance(word, str) else None
    if found is None:
        raise SpecError(say("{path}: {layer} has {key} = {value}, which no layer here can do; leave it out.",
                            path=shown(path), layer=told, key="activation", value=short(str(word))))
    return msgspec.structs.replace(found, negative_slope=SLOPE[word]) if word in SLOPE else found


def _renamed(cls: Any, shapes) -> dict[str, str]:
    """Parameters that Keras calls otherwise: seen by what changes in the line of Keras when one of ours does."""
    found: dict[str, str] = {}
    own = {parameter.name: parameter for parameter in parameters(cls)}
    try:
        line = cls().in_keras(*shapes)
        named = line.of.named if isinstance(line, Loaded) else {}
        for parameter in own.values():
            if parameter.kind == "whole_or_none" and parameter.name not in named:
                other = cls(**{parameter.name: 7}).in_keras(*shapes).of.named
                found |= {key: parameter.name for key in other.keys() - own.keys() if other[key] == 7}
    except ODD:
        return {}
    return found
