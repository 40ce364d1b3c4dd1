"""Presets that read and write text, made by resources/presets/remake.py."""

from core.declare.registry import DATASETS, LOSSES, OPTIMIZERS
from core.project.spec import Data, Project, Split, Training

SHAKESPEARE = Data(DATASETS["Shakespeare"](), Split(validation=0.05, test=0.05))
SIGNS = 68
"""Different characters of the plays."""


def writing(name, chain, notes, rate: float) -> Project:
    """A project that says at every place of the plays which character comes next."""
    chain.add("Dense", units=SIGNS, activation="Softmax")
    settings = Training(OPTIMIZERS["Adam"](learning_rate=rate), LOSSES["SparseCategoricalCrossentropy"](), 32, 10)
    return Project(name=name, network=chain.network(), data=SHAKESPEARE, training=settings, notes=notes)


def text_lstm(chain) -> Project:
    """A recurrent network that learns to write."""
    chain.add("Embedding", input_dim=SIGNS, output_dim=32)
    chain.add("LSTM", units=128, return_sequences=True)
    return writing("Shakespeare, letter by letter", chain, "At every place of the text the network says which "
                   "character comes next. A loss of 4.2 means that it knows nothing, 3.3 that it knows how common each "
                   "character is; below 2.0 its words begin to look like English. Try a GRU in place of the LSTM, "
                   "fewer units, or a shorter window.", 0.005)


def text_gpt(chain, blocks: int = 2, width: int = 64) -> Project:
    """A small transformer: attention that never looks ahead, and dense layers at every step, round skip links."""
    chain.add("Embedding", input_dim=SIGNS, output_dim=width)
    chain.add("PositionalEmbedding")
    for number in range(blocks):
        before = chain.end
        first = chain.add("LayerNormalization")
        chain.add("MultiHeadAttention", num_heads=4, key_dim=width // 4, use_causal_mask=True)
        before = chain.add("Add", before)
        chain.add("LayerNormalization")
        chain.add("Dense", units=4 * width, activation="GELU")
        chain.add("Dense", units=width)
        chain.add("Add", before)
        chain.group(f"Block {number + 1}", first)
    chain.add("LayerNormalization")
    return writing("Small GPT", chain, "A transformer in small: every step looks at all steps before it and decides "
                   "itself where, with four heads in each of two blocks. It reads the same plays as the LSTM. Each "
                   "block is drawn as one card: expand it (right click), look at what its attention gives, take one "
                   "head away, or let it look ahead and see how it cheats.", 0.003)
