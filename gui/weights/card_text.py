"""The texts of weight cards: the position of a number, which part is shown, what a click does."""

from gui.text.number_text import grouped
from gui.text.translation import counted, tr

TITLES = {"kernel": "Weights", "bias": "Biases", "gamma": "Scales γ", "beta": "Offsets β", "alpha": "Slopes α",
          "moving_mean": "Mean μ", "moving_variance": "Variance σ²"}
SHORT = {"gamma": "γ", "beta": "β", "alpha": "α", "moving_mean": "μ", "moving_variance": "σ²"}
"""On a tab, where several of them stand beside each other."""
SINGLE = {"kernel": "weight", "bias": "bias", "gamma": "scale γ", "beta": "offset β", "alpha": "slope α",
          "moving_mean": "mean μ", "moving_variance": "variance σ²"}
OF_UNIT = {"bias": "Bias of {unit}", "gamma": "Scale γ of {unit}", "beta": "Offset β of {unit}",
           "alpha": "Slope α of {unit}", "moving_mean": "Mean μ of {unit}", "moving_variance": "Variance σ² of {unit}"}
OUTPUT = {"unit": "unit {n}", "filter": "filter {n}", "channel": "channel {n}"}
IN_BLOCK = {"unit": "{block}, unit {unit}", "filter": "{block}, filter {unit}", "channel": "{block}, channel {unit}"}
RANGES = {"unit": "units {first}–{last}", "filter": "filters {first}–{last}", "channel": "channels {first}–{last}"}


def title(kind: str) -> str:
    """An array by its full name."""
    return tr(TITLES[kind]) if kind in TITLES else kind


def tab(kind: str) -> str:
    """An array on a tab."""
    return SHORT.get(kind) or title(kind)


def single(kind: str) -> str:
    """One number of an array."""
    return tr(SINGLE[kind]) if kind in SINGLE else kind


def of_unit(kind: str, unit: str) -> str:
    """The number of an array that belongs to one output."""
    return tr(OF_UNIT[kind], unit=unit) if kind in OF_UNIT else f"{kind}: {unit}"


def output(array, number: int) -> str:
    """One output of an array."""
    return tr(OUTPUT[array.output], n=number + 1)


def in_block(array, block: str, number: int) -> str:
    """One output of a block; the block alone where it has but one."""
    return block if array.sheet.extent[0] == 1 else tr(IN_BLOCK[array.output], block=block, unit=number + 1)


def inside(array, place) -> str:
    """Where a number stands within its output: the input, and the place in the filter."""
    _, height, inputs, width = array.sheet.extent
    words = []
    if inputs > 1:
        words.append(tr("channel {n}", n=place[2] + 1) if array.tiled else tr("input {n}", n=place[2] + 1))
    if height * width > 1:
        words.append(tr("row {row}, column {column}", row=place[1] + 1, column=place[3] + 1))
    return ", ".join(words)


def where(array, place) -> str:
    """A place of an array: "filter 3, channel 2, row 1, column 2"."""
    return ", ".join(words for words in (output(array, place[0]), inside(array, place)) if words)


def seen(array, layout, zoomed: bool) -> str:
    """Which part is shown, and what a click does, in two lines."""
    (first, last), (left, right) = layout.view
    outputs, _, inputs, _ = array.sheet.extent
    rows = (counts(array.output, outputs) if last - first == outputs else
            tr(RANGES[array.output], first=first + 1, last=last))
    across = "channel" if array.tiled else "input"
    columns = (counts(across, inputs) if right - left == inputs else
               tr(RANGES[across] if array.tiled else "inputs {first}–{last}", first=left + 1, last=right))
    words = rows if inputs == 1 else tr("{rows} ↓ · {columns} →", rows=rows, columns=columns)
    hint = tr("click a number to change it") if layout.fine else tr("click to look closer")
    if layout.pooled:
        hint = tr("means; click to look closer")
    return f"{words}\n" + (tr("{hint} · Esc: all", hint=hint) if zoomed else hint)


def preview(array, layout) -> tuple[str, ...]:
    """What the picture of all weights is, in the hover card of a link."""
    outputs, _, inputs, _ = array.sheet.extent
    across = counts("channel" if array.tiled else "input", inputs)
    rows = counts(array.output, outputs)
    words = rows if inputs == 1 else tr("{rows} ↓ · {columns} →", rows=rows, columns=across)
    words = tr("{size}, means", size=words) if layout.pooled else words
    return f"{title(array.kind)}: {words}", tr("orange −, blue +; click to keep it open")


def counts(kind: str, number: int) -> str:
    """So many of something."""
    n = grouped(number)
    if kind == "filter":
        return counted(number, "{n} filter", "{n} filters", n=n)
    if kind == "channel":
        return counted(number, "{n} channel", "{n} channels", n=n)
    if kind == "input":
        return counted(number, "{n} input", "{n} inputs", n=n)
    return counted(number, "{n} unit", "{n} units", n=n)
