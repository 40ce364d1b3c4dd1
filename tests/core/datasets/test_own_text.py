"""Texts of one's own: characters, bytes, words and pieces, drawn texts, bad files, and borders that nothing crosses."""

import random
from collections import Counter
from itertools import pairwise

import numpy as np
import pytest
from msgspec.structs import replace

from core.data.prepare import prepare
from core.data.split import SPLITS, deal_in_order
from core.datasets.byte_pairs import WORD, encoded, learnt
from core.datasets.own_text import FEWEST, OwnText
from core.datasets.text_facts import facts_of, sign_numbers
from core.datasets.text_units import UNITS, UNKNOWN
from core.files import text_file
from core.files.table_form import ENCODINGS
from core.importing.proposal import inspect_file, kind_of, propose_project
from core.importing.text_overview import text_overview
from core.project.fitting import with_dataset
from core.project.network import check
from core.project.spec import Data, Project, Split
from core.text.errors import DataError
from core.trainer import Trainer

SIGNS = "aaabbce  \n\t.,’'éß漢\U0001f600"


def drawn(seed: int, length: int = 400) -> str:
    draw = random.Random(seed)
    words = ["".join(draw.choice(SIGNS) for _ in range(draw.randint(1, 7))) for _ in range(12)]
    text = ""
    while len(text) < length:
        text += draw.choice(words) + draw.choice((" ", "", "\n"))
    return text[:length]


def file(tmp_path, content, name="text.txt"):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def slowly(text: str, most: int) -> tuple[list[str], list[tuple[str, str, int]]]:
    """(the pieces of a text, the merges with their counts), found pair by pair in plain Python."""
    words, merges = [list(word) for word in WORD.findall(text)], []
    order = sorted(set(text))
    for _ in range(most):
        pairs = Counter((order.index(a), order.index(b)) for word in words for a, b in pairwise(word))
        if not pairs or max(pairs.values()) < 2:
            break
        best = min(pair for pair, count in pairs.items() if count == max(pairs.values()))
        left, right = order[best[0]], order[best[1]]
        made = 0
        for word in words:
            place = 0
            while place + 1 < len(word):
                if (word[place], word[place + 1]) == (left, right):
                    word[place:place + 2] = [left + right]
                    made += 1
                place += 1
        merges.append((left, right, made))
        order.append(left + right)
    return [piece for word in words for piece in word], merges


@pytest.mark.few(3)
@pytest.mark.parametrize("seed", range(30))
def test_merges_are_those_of_a_slow_twin(seed):
    text = drawn(seed, 200)
    signs = "".join(sorted(set(text)))
    numbers_of = lambda part: sign_numbers(part, signs)  # noqa: E731
    merges = learnt(text, numbers_of, len(signs), 25)
    pieces, slow = slowly(text, 25)
    names = list(signs)
    for merge in merges:
        names.append(names[merge.left] + names[merge.right])
    assert [(names[merge.left], names[merge.right], merge.count) for merge in merges] == slow
    assert [names[number] for number in encoded(text, numbers_of, merges, len(signs))] == pieces


@pytest.mark.few(8)
@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("seed", range(20))
def test_what_is_known_without_reading_is_what_is_read(unit, seed, tmp_path):
    """Lengths and counts are told from facts alone, for every number of merges or words that is kept."""
    text = drawn(seed)
    dataset = replace(OwnText.at(str(file(tmp_path, text))), unit=unit)
    for kept in (2, 5, 300):
        made = replace(dataset, words=kept, merges=kept)
        numbers, tokens = made.read(), made.tokens
        assert len(numbers) == made.length
        np.testing.assert_array_equal(np.bincount(numbers, minlength=len(tokens)),
                                      UNITS[unit].counts(made.facts, made.kept))
        assert len(made.names) == len(tokens)
        if not made.by_words:
            assert made.text_of(numbers.tolist()) == text
            assert made.tokens_of(text) == numbers.tolist()
        found = made.describe()
        samples = made.load()
        assert len(samples) == found.count
        assert samples.x.max() < found.input_type.vocabulary


def test_words_are_written_as_they_were_read(tmp_path):
    text = "Good night, good night!\nParting is such (sweet) sorrow, I'll say it: yes.\n" * 3
    dataset = replace(OwnText.at(str(file(tmp_path, text))), unit="words")
    assert dataset.text_of(dataset.tokens_of(text)) == text
    assert dataset.text_of(dataset.tokens_of("good zebra")) == f"good {UNKNOWN}"


def test_a_rare_character_is_told_from_others_no_more(monkeypatch):
    monkeypatch.setattr("core.datasets.text_facts.MOST_SIGNS", 3)
    facts = facts_of("aaaabbbccxaaz")
    assert (facts.signs, facts.rare_signs) == ("abc", 2)
    assert UNITS["characters"].tokens(facts, 0) == ("a", "b", "c", UNKNOWN)
    assert UNITS["characters"].numbers("abz", facts, 0).tolist() == [0, 1, 3]


def test_characters_without_a_number_are_left_out(tmp_path):
    for unit in ("characters", "pieces"):
        dataset = replace(OwnText.at(str(file(tmp_path, "ab" * 40))), unit=unit)
        assert dataset.text_of(dataset.tokens_of("ab€ab")) == "abab"


@pytest.mark.parametrize("encoding", [word for word in ENCODINGS if word not in ("shift-jis", "gb-18030")])
def test_every_encoding_of_the_list_is_read(encoding, tmp_path):
    letters = {"windows-1251": "Привет", "windows-1250": "čěř", "dos-437": "äöé", "utf-8": "漢é"}.get(encoding, "äöé")
    text = f"{letters} is here\r\nand again {letters}\r"
    path = file(tmp_path, text.encode(ENCODINGS[encoding]))
    assert text_file.read_text(path, encoding)[0] == f"{letters} is here\nand again {letters}\n"


@pytest.mark.parametrize(("encoding", "letters"), [("shift-jis", "日本語"), ("gb-18030", "汉语")])
def test_encodings_of_the_east_are_read(encoding, letters, tmp_path):
    path = file(tmp_path, f"{letters} text".encode(ENCODINGS[encoding]))
    assert text_file.read_text(path, encoding)[0] == f"{letters} text"


BAD = {
    "binary": (bytes(range(256)) * 40, "is no text that can be read"),
    "half a mark": (b"\xef", "is no text that can be read"),
    "binary without zeros": (bytes(range(1, 256)) * 40, "is no text that can be read"),
    "empty": (b"", "is empty"),
    "blanks": (b" \n\n  ", "is empty"),
    "one character": (b"x", f"at least {FEWEST} characters"),
    "a few": (b"Hello", f"at least {FEWEST} characters"),
    "a mark and nothing": (b"\xff\xfe", "is no text|is empty|too short"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_text_gets_one_sentence(name, tmp_path):
    content, sentence = BAD[name]
    path = file(tmp_path, content)
    assert kind_of(path) == "text"
    for look in (inspect_file, text_overview):
        with pytest.raises(DataError, match=sentence) as caught:
            look(path)
        assert "\n" not in str(caught.value)
        assert "text.txt" in str(caught.value)


def test_two_hundred_megabytes_are_refused_without_reading(tmp_path):
    path = tmp_path / "large.txt"
    with open(path, "wb") as made:
        made.write(b"A text goes on and on, line by line.\n")
        made.truncate(200 * 2**20)
    with pytest.raises(DataError, match=r"large\.txt has 200 MB; a text may have up to 16 MB"):
        inspect_file(path)


def test_one_endless_line_and_one_endless_word_are_told_and_read(tmp_path):
    found = text_overview(file(tmp_path, "abc def " * 2000))
    assert [note[:27] for note in found.notes(found.dataset)] == ["The text is a single line o"]
    found = text_overview(file(tmp_path, "word " * 30 + "x" * 7000 + "\nlast line\n"))
    assert "7,000 characters, more than a window" in found.notes(found.dataset)[-1]
    assert "words are cut after 64" in found.notes(replace(found.dataset, unit="words"))[-1]
    for unit in UNITS:
        made = replace(found.dataset, unit=unit, window=4)
        assert check(propose_project(made)).trainable
        assert len(made.load()) == made.describe().count


def test_a_window_longer_than_the_text_says_so_in_its_own_unit(tmp_path):
    dataset = OwnText.at(str(file(tmp_path, "one two three four five six\n")))
    with pytest.raises(DataError, match="has 7 words, which is less than one window of 16"):
        replace(dataset, unit="words", window=16).describe()


def test_windows_that_would_fill_the_memory_are_refused(tmp_path):
    dataset = OwnText.at(str(file(tmp_path, "ab cd" * 100_000)))
    with pytest.raises(DataError, match="choose a longer stride"):
        replace(dataset, window=512, stride=1).describe()


@pytest.mark.few(4)
@pytest.mark.parametrize("draw", range(60))
def test_nothing_leaks_across_a_border(draw, tmp_path):
    """No place of the text that is asked in one part is asked, or read, in a part before it."""
    rng = np.random.default_rng(draw)
    window, stride = int(rng.integers(2, 30)), int(rng.integers(0, 40))
    path = file(tmp_path, "".join(chr(0x4E00 + place) for place in range(900)))  # every character once: its own place
    dataset = replace(OwnText.at(str(path)), window=window, stride=stride,
                      asked=str(rng.choice(["next", "hidden"])), share=0.5)
    made = prepare(Data(dataset, Split(float(rng.choice([0, 0.1, 0.3])), float(rng.choice([0.1, 0.3])))))
    seen: set[int] = set()
    for name in SPLITS:
        part = made.split(name)
        asked = set(part.y[part.y >= 0].tolist())
        assert not asked & seen, "what is asked was read or asked before"
        seen |= asked | set(part.x[part.x < 900].ravel().tolist())
    assert len(made.train)


@pytest.mark.parametrize("overlap", [1, 3, 50])
def test_samples_at_a_border_belong_to_no_part(overlap):
    for validation, test in ((0.2, 0.2), (0, 0.3), (0.3, 0), (0.01, 0.2)):
        found = deal_in_order(100, Split(validation, test), overlap)
        parts = [getattr(found, name) for name in SPLITS if len(getattr(found, name))]
        assert all(after[0] - before[-1] > overlap or len(before) == 1
                   for before, after in pairwise(parts))
        assert len(found.train)


def test_a_project_keeps_the_text_by_reference(tmp_path):
    path = file(tmp_path, drawn(1))
    project = propose_project(replace(inspect_file(path).dataset, unit="pieces", merges=9))
    again = Project.from_json(project.to_json())
    assert again == project
    assert check(again).trainable
    file(tmp_path, drawn(2))
    with pytest.raises(DataError, match="has changed: it is not the text that the project knows"):
        again.data.dataset.load()


@pytest.mark.parametrize("damage", [
    {"codes": (9, 9)}, {"codes": (0xD800,)}, {"byte_counts": ()}, {"words": ("a",)}, {"characters": 0}])
def test_facts_that_do_not_fit_together_are_told(damage, tmp_path):
    dataset = OwnText.at(str(file(tmp_path, drawn(3))))
    with pytest.raises(DataError, match="open"):
        replace(dataset, facts=replace(dataset.facts, **damage)).describe()


TABLES = ["a,b\n1,2\n3,4\n", "x;y;z\n1;2;3\n", "name\tage\nAnn\t3\nBob\t4\n", "1 2 3\n4 5 6\n7 8 9\n"]
PROSE = ["Shall I compare thee to a summer’s day?\nThou art more lovely, and more temperate:\n", "one line, no end",
         "Dear all,\n\nthis is a letter, and it has commas, some of them.\n\nBye\n", "漢字\nかな\n",
         "The cat sat on the mat, and the hat was that of the cat.\nA bat sat there, too, we know.\n" * 3]


def test_tables_and_texts_are_told_apart(tmp_path):
    for text in TABLES:
        assert kind_of(file(tmp_path, text)) == "table", text
    for text in PROSE:
        assert kind_of(file(tmp_path, text)) == "text", text
        assert kind_of(file(tmp_path, text, "noending")) == "text", text
        assert kind_of(file(tmp_path, text, "named.csv")) == "table", "a name may say so"


@pytest.mark.scene
@pytest.mark.parametrize("unit", UNITS)
def test_a_network_learns_from_a_text_of_ones_own(unit, tmp_path):
    """Also what is hidden. A text that repeats itself is soon known by heart."""
    path = file(tmp_path, "the cat sat on the mat and the dog ran off. " * 60)
    for asked in ("next", "hidden"):
        dataset = replace(inspect_file(path).dataset, unit=unit, window=12, asked=asked, merges=20)
        trainer = Trainer(propose_project(dataset), threads=1)
        losses = trainer.step(120).losses
        assert losses[-5:].mean() < 0.7 * losses[0], (unit, asked)


def test_the_network_follows_another_way_to_cut_the_text(tmp_path):
    """Embedding and answer know as many tokens as there are, whichever unit is chosen and whatever is asked."""
    project = propose_project(inspect_file(file(tmp_path, drawn(5))).dataset)
    for unit, asked in (("words", "next"), ("bytes", "hidden"), ("pieces", "next"), ("characters", "hidden")):
        dataset = replace(project.data.dataset, unit=unit, asked=asked)
        project = with_dataset(project, dataset)
        assert check(project).trainable
        assert project.network.node("embedding1").layer.input_dim == dataset.describe().input_type.vocabulary
