"""The presets: famous networks in small, and networks in which something goes wrong, with the fixes."""

from pathlib import Path

from msgspec import Struct

from core.text.resources import resource


class Preset(Struct, frozen=True):
    """One preset project: its file, its name, what it is in a few words, and the heading that it stands under."""

    file: str
    title: str
    line: str
    group: str

    @property
    def path(self) -> Path:
        """Where the project lies."""
        return resource(f"presets/{self.file}.json")


FAMOUS, TROUBLE, CURES = "Famous networks", "What goes wrong", "Cures for overfitting"
SEVERAL = "Several inputs, outputs and optimisers"
TEXT, REWRITING, MEMORY, TIME, SOUND = "Text", "One series becomes another", "Memory", "Series in time", "Sound"
PRESETS = (
    Preset("lenet5", "LeNet-5", "the network that read cheques", FAMOUS),
    Preset("alexnet", "Small AlexNet", "five convolutions, ReLU and dropout", FAMOUS),
    Preset("vgg", "Small VGG", "nothing but small filters, two and two", FAMOUS),
    Preset("resnet", "Small ResNet", "skip links round every two convolutions", FAMOUS),
    Preset("digits-augmented", "Digits, augmented", "digits shifted, turned and scaled in every step", FAMOUS),
    Preset("shapes", "Shapes, several at once", "which of four shapes are in the picture?", FAMOUS),
    Preset("text-lstm", "Shakespeare, letter by letter", "an LSTM that learns to write", TEXT),
    Preset("text-gpt", "Small GPT", "attention that learns to write", TEXT),
    Preset("sorting-gpt", "GPT that sorts three letters", "318 numbers, every one in sight", TEXT),
    Preset("names", "Names", "first names that nobody has", TEXT),
    Preset("word-vectors", "Words as vectors", "king − man + woman = ?", TEXT),
    Preset("hidden-letters", "Hidden letters", "what stood under the signs?", TEXT),
    Preset("author", "Who wrote this line?", "three authors, a hundred characters", TEXT),
    Preset("encoder-decoder", "Encoder and decoder", "letters that are written backwards", REWRITING),
    Preset("dates-attention", "Dates with attention", "ten ways to write a date, read by looking", REWRITING),
    Preset("dates-plain", "Dates without attention", "the same, all through one state", REWRITING),
    Preset("addition", "Addition of three digits", "sums that come right all at once", REWRITING),
    Preset("adding-gru", "Adding problem, GRU", "two marked numbers of fifty", MEMORY),
    Preset("adding-rnn", "Adding problem, simple network", "the same without gates, in vain", MEMORY),
    Preset("airline", "Airline passengers", "next month, from thirteen", TIME),
    Preset("sunspots", "Sunspots", "next year, from eleven", TIME),
    Preset("vowels", "Vowels", "filters and a memory that hear a, e, i, o, u", SOUND),
    Preset("vanishing", "Vanishing gradient", "ten sigmoid layers that hardly learn", TROUBLE),
    Preset("exploding", "Exploding gradient", "weights that start far too large", TROUBLE),
    Preset("dying-relu", "Dying ReLU", "units that never answer again", TROUBLE),
    Preset("overfitting", "Overfitting network", "300 digits known by heart", TROUBLE),
    Preset("cure-l2", "Cure: L2", "a cost on large weights", CURES),
    Preset("cure-dropout", "Cure: dropout", "units switched off at random", CURES),
    Preset("cure-more-data", "Cure: more data", "ten times as many digits", CURES),
    Preset("cure-augmentation", "Cure: augmentation", "every digit shifted and turned", CURES),
    Preset("two-of-each", "Two inputs, two answers", "a digit, and its sum with a number", SEVERAL),
    Preset("siamese", "Siamese pair", "two pictures through the same weights", SEVERAL),
    Preset("tiny-gan", "Tiny GAN", "a maker of points and its judge", SEVERAL),
)


def presets() -> tuple[Preset, ...]:
    """The presets in the order in which they are offered."""
    return PRESETS
