"""W12: vectors of words by skip-gram with negative sampling, beside gensim with one worker on the same pairs.

python -m tests.benchmarks.word_pairs layerlab|gensim measures in this process how many pairs a second of its processor
takes. Words are as frequent as in a language (Zipf). gensim is given each pair as a line of two words, which is a pair
either way, and draws the negatives itself; Layerlab gets them drawn, for each pair other ones.
"""

import json
import subprocess
import sys
import time

import numpy as np

WORDS, WIDTH, NEGATIVES, PAIRS, BATCH = 10_000, 64, 5, 400_000, 4096
RATE = 0.025
NAME, ASKED = "W12", 1.0
"""How the table calls it, and how many times as fast as gensim it shall be."""
WORD, OFFERED = "word", "offered"


def pairs() -> np.ndarray:
    """(PAIRS / 2, 2) words that stand beside each other."""
    rng = np.random.default_rng(0)
    chances = 1 / np.arange(1, WORDS + 1)
    return rng.choice(WORDS, (PAIRS // 2, 2), p=chances / chances.sum())


def layerlab() -> float:
    """Pairs a second of processor time."""
    from core.declare.registry import ACTIVATIONS, LAYERS, LOSSES, OPTIMIZERS
    from core.project.spec import Network, Node, Project, Training
    from core.trainer import Trainer
    table = LAYERS["Embedding"](input_dim=WORDS, output_dim=WIDTH)
    network = Network((Node("vectors", table, (WORD,)), Node("flat", LAYERS["Flatten"](), ("vectors",)),
                       Node("others", table, (OFFERED,)), Node("dot", LAYERS["Dot"](axes=-1), ("others", "flat")),
                       Node("near", LAYERS["Activation"](activation=ACTIVATIONS["Sigmoid"]()), ("dot",))))
    # The loss is a mean over a batch and its answers; gensim moves by each of them.
    training = Training(optimizer=OPTIMIZERS["SGD"](learning_rate=RATE * BATCH, momentum=0.0), batch_size=BATCH,
                        loss=LOSSES["BinaryCrossentropy"]())
    found = pairs()
    both = np.concatenate([found, found[:, ::-1]])
    drawn = np.random.default_rng(1).integers(0, WORDS, (len(both), NEGATIVES))
    offered = np.concatenate([both[:, 1:], drawn], 1).astype(np.int32)
    near = np.zeros(offered.shape, np.float32)
    near[:, 0] = 1
    trainer = Trainer(Project(network=network, training=training), threads=1, data={
        "train": ({WORD: both[:, :1].astype(np.int32), OFFERED: offered}, near)})
    trainer.step(3)
    steps = len(both) // BATCH
    begun = time.process_time()
    trainer.step(steps)
    return steps * BATCH / (time.process_time() - begun)


def gensim() -> float:
    """The same by gensim's own loop in C."""
    from gensim.models import Word2Vec
    lines = [[str(one), str(other)] for one, other in pairs()]
    model = Word2Vec(vector_size=WIDTH, window=1, min_count=1, workers=1, sg=1, hs=0, negative=NEGATIVES, sample=0,
                     alpha=RATE, batch_words=10_000)
    model.build_vocab(lines)
    begun = time.process_time()
    model.train(lines, total_examples=len(lines), epochs=1)
    return 2 * len(lines) / (time.process_time() - begun)


SIDES = {"layerlab": layerlab, "gensim": gensim}


def measure(rounds: int, names, say) -> dict:
    """Pairs a second of both, the best of some rounds, turn by turn on one processor; {} without gensim, or where
    other workloads are asked for."""
    if names and NAME not in names:
        return {}
    from tests.benchmarks.processes import processors, start
    best = dict.fromkeys(SIDES, 0.0)
    for turn in range(rounds):
        say(f"W12: word pairs, round {turn + 1}")
        for name in SIDES:
            process = start(["-m", "tests.benchmarks.word_pairs", name], 1, processors()[-1], stdout=subprocess.PIPE)
            text, _ = process.communicate()
            if process.returncode:
                return {}
            best[name] = max(best[name], json.loads(text))
    return best


def show(best: dict, console) -> None:
    """Both and their ratio."""
    if best:
        ours, theirs = best["layerlab"], best["gensim"]
        console.print(f"{NAME}: skip-gram of {WORDS:,} words, {WIDTH} numbers each, {NEGATIVES} negatives: {ours:,.0f} "
                      f"pairs a second of one processor's own time, gensim with one worker {theirs:,.0f}: ratio "
                      f"{ours / theirs:.2f} (asked {ASKED:g})")


if __name__ == "__main__":
    print(json.dumps(SIDES[sys.argv[1]]()))
