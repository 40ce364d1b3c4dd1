"""Networks from Keras's JSON: layers, links, shared layers and further outputs; what does not fit is named."""

import json
import zipfile

import pytest

from core.importing import network_file
from core.importing.network_project import project_of
from core.importing.proposal import kind_of
from core.project.network import check
from core.text.errors import SpecError


def entry(kind: str, name: str, *calls, **config) -> dict:
    """A layer as Keras writes it; each call is a tuple of (layer, call, output), or (list of them, named ones)."""
    def tensor(one):
        return {"class_name": "__keras_tensor__", "config": {"keras_history": list(one), "shape": [None]}}
    nodes = [{"args": [[tensor(one) for one in into] if len(into) > 1 else tensor(into[0])], "kwargs": {
        key: [tensor(one) for one in value] if isinstance(value, list) else value for key, value in named.items()}}
             for into, named in calls]
    return {"module": "keras.layers", "class_name": kind, "config": {"name": name, "dtype": "float32", **config},
            "name": name, "inbound_nodes": nodes}


def whole(path):
    """The `.keras` file of a model with this JSON, packed as Keras does it: plain entries, its own facts first."""
    made = path.with_suffix(".keras")
    with zipfile.ZipFile(made, "w") as file:
        file.writestr("metadata.json", json.dumps({"keras_version": "3.15.1"}))
        file.writestr("config.json", path.read_text())
        file.writestr("model.weights.h5", b"\x89HDF\r\n\x1a\n")
    return made


def given(name: str, *sizes) -> dict:
    """An input."""
    return entry("InputLayer", name, batch_shape=[None, *sizes])


def written(folder, layers, ends, kind="Functional"):
    """The file of a model."""
    told = {"module": "keras", "class_name": kind, "config": {"name": "m", "layers": layers}}
    if ends:
        told["config"]["output_layers"] = ends
    (folder / "net.json").write_text(json.dumps(told))
    return folder / "net.json"


ZEROS = {"module": "keras.initializers", "class_name": "Zeros", "config": {}, "registered_name": None}


def test_a_sequential_model(tmp_path):
    rows = [given("x", 8, 8, 1), entry("Conv2D", "conv", filters=4, kernel_size=[3, 3], strides=[1, 1], padding="same",
                                       data_format="channels_last", groups=1, activation="relu", use_bias=True,
                                       bias_initializer=ZEROS, kernel_regularizer=None),
            entry("MaxPooling2D", "pool", pool_size=[2, 2], strides=[2, 2], padding="valid"),
            entry("Flatten", "flat", data_format="channels_last"), entry("Dropout", "drop", rate=0.25, seed=None),
            entry("Dense", "out", units=3, activation="gelu"), entry("Softmax", "soft", axis=-1)]
    for row in rows:
        del row["inbound_nodes"]
    path = written(tmp_path, rows, None, "Sequential")
    assert kind_of(path) == kind_of(whole(path)) == "network"
    found = network_file.read(path)
    also = network_file.read(whole(path))
    assert also.network == found.network
    assert not also.weights
    assert ".keras" in also.notes[0]
    named = {node.id: node.layer for node in found.network.nodes}
    assert (named["conv"].kernel_size, named["conv"].activation.shown_name()) == (3, "ReLU")
    assert (named["drop"].rate, named["out"].activation.shown_name()) == (0.25, "GELU")
    made, _ = project_of(found, path)
    assert check(made).trainable
    assert check(made).total == 4 * 10 + 64 * 3 + 3


def test_shared_layers_several_ports_and_further_outputs(tmp_path):
    layers = [given("a", 5, 4), given("b", 5, 4),
              entry("LSTM", "enc", ([("a", 0, 0)], {}), units=6, return_sequences=True, return_state=True),
              entry("LSTM", "dec", ([("b", 0, 0)], {"initial_state": [("enc", 0, 1), ("enc", 0, 2)], "mask": None}),
                    units=6),
              entry("Dense", "twin", ([("dec", 0, 0)], {}), ([("dec", 0, 0)], {}), units=2, activation="tanh"),
              entry("Add", "sum", ([("twin", 0, 0), ("twin", 1, 0)], {})),
              entry("MultiHeadAttention", "att", ([("enc", 0, 0), ("enc", 0, 0)], {"use_causal_mask": True}),
                    num_heads=2, key_dim=3, value_dim=3, output_shape=5, attention_axes=[1])]
    found = network_file.read(written(tmp_path, layers, [["sum", 0, 0], ["att", 0, 0]])).network
    assert found.node("dec").inputs == ("b", "enc.state", "enc.memory")
    assert found.node("twin_call2").shares == "twin"
    assert found.node("sum").inputs == ("twin", "twin_call2")
    assert found.node("att").inputs == ("enc",)
    assert (found.node("att").layer.output_size, found.node("att").layer.use_causal_mask) == (5, True)
    assert found.answers == ("sum", "att")


def inner(kind: str, **config) -> dict:
    """A layer inside of another."""
    return {"module": "keras.layers", "class_name": kind, "config": {"name": "inner", "dtype": "float32", **config},
            "registered_name": None}


@pytest.mark.parametrize(("kind", "config"), [
    ("Dense", {"units": 3, "activation": "relu"}), ("Dropout", {"rate": 0.5}), ("Activation", {"activation": "tanh"}),
    ("LayerNormalization", {"axis": -1, "epsilon": 0.001}), ("BatchNormalization", {"axis": -1}), ("ReLU", {})])
def test_what_is_applied_to_every_step_is_the_layer_itself(tmp_path, kind, config):
    layers = [given("x", 5, 4), entry("TimeDistributed", "each", ([("x", 0, 0)], {}), layer=inner(kind, **config))]
    alone = [given("x", 5, 4), entry(kind, "each", ([("x", 0, 0)], {}), **config)]
    found, plain = (network_file.read(written(tmp_path, rows, [["each", 0, 0]])) for rows in (layers, alone))
    assert found.network == plain.network


@pytest.mark.parametrize(("kind", "config", "sizes"), [
    ("Conv2D", {"filters": 2, "kernel_size": [3, 3]}, (4, 6, 6, 1)), ("Flatten", {}, (4, 6, 2)),
    ("LSTM", {"units": 3}, (4, 5, 2)), ("Reshape", {"target_shape": [4]}, (3, 2, 2)),
    ("Conv1D", {"filters": 2, "kernel_size": [3]}, (4, 5, 2)), ("GlobalAveragePooling1D", {}, (4, 5, 2))])
def test_what_is_something_else_at_every_step_is_refused(tmp_path, kind, config, sizes):
    layers = [given("x", *sizes), entry("TimeDistributed", "each", ([("x", 0, 0)], {}), layer=inner(kind, **config))]
    with pytest.raises(SpecError, match=f"each applies {kind} to every step"):
        network_file.read(written(tmp_path, layers, [["each", 0, 0]]))


REFUSED = {
    "a layer that there is not": (entry("Lambda", "odd", ([("x", 0, 0)], {}), function="…"), "odd (Lambda)"),
    "what no layer can do": (entry("Dense", "odd", ([("x", 0, 0)], {}), units=2, mystery=True), "mystery = True"),
    "an activation of somebody": (entry("Dense", "odd", ([("x", 0, 0)], {}), units=2, activation="mine"),
                                  "activation = mine"),
    "no number": (entry("Dense", "odd", ([("x", 0, 0)], {}), units="many"), "odd (Dense) cannot be"),
    "does not fit": (entry("Conv2D", "odd", ([("x", 0, 0)], {}), filters=2, kernel_size=3), "odd"),
    "from nowhere": (entry("Dense", "odd", ([("gone", 0, 0)], {}), units=2), "damaged"),
    "a circle": (entry("Dense", "odd", ([("odd", 0, 0)], {}), units=2), "damaged"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_does_not_fit_is_named_in_one_sentence(case, tmp_path):
    layer, words = REFUSED[case]
    with pytest.raises(SpecError) as refused:
        network_file.read(written(tmp_path, [given("x", 4), layer], ["odd", 0, 0]))
    assert words in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("content", ['{"class_name": 3', '{"class_name": "Functional", "config": []}',
                                     '{"class_name": "Functional", "config": ' + "[" * 9999])
def test_damage_is_refused(content, tmp_path):
    (tmp_path / "net.json").write_text(content)
    with pytest.raises(SpecError, match="damaged"):
        network_file.read(tmp_path / "net.json")


@pytest.mark.parametrize("config", [b"", b"[]", b'{"class_name": "Functional"}', b"[" * 100_000, None])
def test_a_whole_model_that_is_damaged_is_refused_in_one_sentence(tmp_path, config):
    path = tmp_path / "net.keras"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("metadata.json", "{}")
        if config is not None:
            file.writestr("config.json", config)
    with pytest.raises(SpecError, match=r"net\.keras is damaged") as told:
        network_file.read(path)
    assert "\n" not in str(told.value)
    path.write_bytes(path.read_bytes()[:80])
    with pytest.raises(SpecError, match=r"net\.keras"):
        network_file.read(path)
