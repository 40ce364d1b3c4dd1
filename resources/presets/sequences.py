"""Presets about series: rows that are written, memory, forecasts, made by resources/presets/remake.py."""

from core.declare.registry import DATASETS, LAYERS, LOSSES, OPTIMIZERS, SCALINGS
from core.project.spec import Data, Project, Split, Training
from resources.presets.sequence_notes import NOTES

WORDS = {"GRU": "GRU", "SimpleRNN": "simple network"}
"""What the recurrent layers are called in the titles."""


def project(name, key, chain, data, rate, batch, epochs, loss="SparseCategoricalCrossentropy") -> Project:
    """A project with Adam; `key` names its notes."""
    training = Training(OPTIMIZERS["Adam"](learning_rate=rate), LOSSES[loss](), batch, epochs)
    return Project(name=name, network=chain.network(), data=data, training=training, notes=NOTES[key])


def sorting_gpt(c) -> Project:
    """A transformer of 318 numbers."""
    c.add("Embedding", input_dim=3, output_dim=6)
    before = c.add("PositionalEmbedding")
    c.add("LayerNormalization")
    c.add("MultiHeadAttention", num_heads=2, key_dim=3, use_causal_mask=True)
    before = c.add("Add", before)
    c.add("LayerNormalization")
    c.add("Dense", units=3, activation="GELU")
    c.add("Dense", units=6)
    c.add("Add", before)
    c.add("LayerNormalization")
    c.add("Dense", units=3, activation="Softmax")
    data = Data(DATASETS["SortedLetters"](), Split(validation=0.0, test=0.0))
    return project("GPT that sorts three letters", "sorting", c, data, 0.005, 27, 1000)


def names(c) -> Project:
    """A recurrent network that writes first names."""
    c.add("Embedding", input_dim=27, output_dim=24)
    c.add("GRU", units=128, return_sequences=True)
    c.add("Dropout", rate=0.2)
    c.add("Dense", units=27, activation="Softmax")
    return project("Names", "names", c, Data(DATASETS["FirstNames"]()), 0.004, 64, 12)


def dates(c, attends: bool) -> Project:
    """Two recurrent networks: one reads, the other writes."""
    c.add("Embedding", input_dim=len(DATASETS["Dates"].reading) + 1, output_dim=32, mask_zero=True)
    read = c.add("Bidirectional", layer=LAYERS["GRU"](units=32, return_sequences=attends))
    c.add("Embedding", at="before", input_dim=12, output_dim=32)
    if attends:
        written = c.add("GRU", units=64, return_sequences=True)
        seen = c.add("MultiHeadAttention", read, num_heads=1, key_dim=64)
        c.add("Concatenate", seen, at=written)
        c.add("Dense", units=64, activation="Tanh")
    else:
        c.add("GRU", read, units=64, return_sequences=True)
    c.add("Dense", units=11, activation="Softmax")
    name = "Dates with attention" if attends else "Dates without attention"
    return project(name, "attention" if attends else "plain", c, Data(DATASETS["Dates"]()), 0.005, 64, 12)


def adding(c, kind: str) -> Project:
    """Two of fifty numbers, kept in the state of a recurrent layer of this kind."""
    c.add(kind, units=64)
    c.add("Dense", units=1)
    return project(f"Adding problem, {WORDS[kind]}", kind, c, Data(DATASETS["AddingProblem"]()), 0.003, 64, 10,
                   "MeanSquaredError")


def addition(c) -> Project:
    """Signs of two numbers in, signs of their sum out."""
    c.add("Embedding", input_dim=12, output_dim=16)
    c.add("LSTM", units=128)
    c.add("RepeatVector", n=4)
    c.add("LSTM", units=128, return_sequences=True)
    c.add("Dense", units=11, activation="Softmax")
    data = Data(DATASETS["Sums"](forcing=False, turned=True))
    return project("Addition of three digits", "addition", c, data, 0.003, 128, 40)


def word_vectors(c) -> Project:
    """Skip-gram: the row of a word times the rows of the words that are offered."""
    size, words = 16, len(DATASETS["ToyGrammar"]().describe().inputs[0].tokens)
    c.add("Embedding", at="word", input_dim=words, output_dim=size)
    word = c.add("Flatten")
    offered = c.add("Embedding", at="offered", input_dim=words, output_dim=size)
    c.add("Dot", word, at=offered)
    c.add("Activation", activation="Sigmoid")
    data = Data(DATASETS["ToyGrammar"](), Split(validation=0.1, test=0.0))
    return project("Words as vectors", "words", c, data, 0.01, 256, 12, "BinaryCrossentropy")


def hidden_letters(c) -> Project:
    """A transformer that looks both ways."""
    c.add("Embedding", input_dim=69, output_dim=64)
    before = c.add("PositionalEmbedding")
    for _ in range(2):
        c.add("LayerNormalization")
        c.add("MultiHeadAttention", num_heads=4, key_dim=16)
        before = c.add("Add", before)
        c.add("LayerNormalization")
        c.add("Dense", units=128, activation="GELU")
        c.add("Dense", units=64)
        before = c.add("Add", before)
    c.add("LayerNormalization")
    c.add("Dense", units=68, activation="Softmax")
    data = Data(DATASETS["Shakespeare"](asked="hidden"), Split(validation=0.05, test=0.05))
    return project("Hidden letters", "hidden", c, data, 0.003, 32, 8)


def author(c) -> Project:
    """Filters over letters."""
    c.add("Embedding", input_dim=64, output_dim=24)
    c.add("Conv1D", filters=256, kernel_size=6, activation="ReLU")
    c.add("GlobalMaxPooling1D")
    c.add("Dropout", rate=0.5)
    c.add("Dense", units=3, activation="Softmax")
    data = Data(DATASETS["Authors"](passages=4000), Split(validation=0.15, test=0.15))
    return project("Who wrote this line?", "author", c, data, 0.002, 64, 10)


def forecast(c, name: str, key: str, dataset, tested: int, rate: float, epochs: int) -> Project:
    """A forecaster whose test part is the last so many steps, and that learns from all others."""
    c.add("Dense", units=1)
    data = Data(dataset, Split(validation=0.0, test=round(tested / dataset.describe().count, 6)),
                SCALINGS["Standardize"](), SCALINGS["Standardize"]())
    return project(name, key, c, data, rate, 16, epochs, "MeanSquaredError")


def airline(c) -> Project:
    """One unit over thirteen months of growth."""
    c.add("Flatten")
    dataset = DATASETS["Airline"](window=13, season=12, logarithm=True)
    return forecast(c, "Airline passengers", "airline", dataset, 36, 0.01, 50)


def sunspots(c) -> Project:
    """A small GRU over eleven years."""
    c.add("GRU", units=16)
    return forecast(c, "Sunspots", "sunspots", DATASETS["Sunspots"](window=11), 60, 0.005, 120)


def vowels(c) -> Project:
    """Filters over the log spectrogram, and a memory that gathers what they found."""
    c.add("LayerNormalization")
    c.add("Conv1D", filters=32, kernel_size=3, activation="ReLU")
    c.add("MaxPooling1D", pool_size=2)
    c.add("GRU", units=32)
    c.add("Dropout", rate=0.2)
    c.add("Dense", units=5, activation="Softmax")
    data = Data(DATASETS["Vowels"](), Split(validation=0.15, test=0.2))
    return project("Vowels", "vowels", c, data, 0.003, 32, 12)


def reversal(c) -> Project:
    """An encoder that hands its last state to a decoder."""
    c.add("Embedding", input_dim=9, output_dim=16)
    read = c.add("GRU", units=64)
    c.add("Embedding", at="before", input_dim=9, output_dim=16)
    c.add("GRU", read, units=64, return_sequences=True)
    c.add("Dense", units=8, activation="Softmax")
    return project("Encoder and decoder", "reversal", c, Data(DATASETS["Reversal"](count=20_000)), 0.005, 64, 12)


def every(chain) -> list[Project]:
    """All of them, each on a new chain."""
    return [sorting_gpt(chain()), names(chain()), word_vectors(chain()), hidden_letters(chain()),
            author(chain()), reversal(chain()), dates(chain(), True), dates(chain(), False), addition(chain()),
            adding(chain(), "GRU"), adding(chain(), "SimpleRNN"), airline(chain()), sunspots(chain()), vowels(chain())]
