"""Word vectors beside gensim: what is measured and told."""

import io

from rich.console import Console

from tests.benchmarks import run, word_pairs


def test_word_pairs_are_learned_and_told_beside_gensim(monkeypatch):
    monkeypatch.setattr(word_pairs, "PAIRS", 8 * word_pairs.BATCH)
    assert len(word_pairs.pairs()) == 4 * word_pairs.BATCH
    assert word_pairs.layerlab() > 0
    console = Console(record=True, width=300, file=io.StringIO())
    word_pairs.show({"layerlab": 900.0, "gensim": 600.0}, console)
    assert "ratio 1.50" in console.export_text()
    assert word_pairs.measure(1, ["W5"], print) == {}
    assert run.parsed(["--only", "W12", "--quick"]).parts == ["words"]
