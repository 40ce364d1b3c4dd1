"""The lines of the formula card for every kind of account: the rule in symbols, then with numbers."""

from core.text.rounding import places
from gui.explanation.formula_card import CardLine
from gui.explanation.printing import added, exactly, factor, shown
from gui.text.number_text import grouped
from gui.text.translation import counted, tr

FEW = 9
"""Values up to which they are all written out."""


def _sum(story) -> list[CardLine]:
    account, digits = story.account, story.account.places.line
    rows, columns = account.values.shape[1:]
    bias = "" if account.bias is None else f" + {tr('bias')}"
    if account.single:
        rule = tr("{result} = Σ over inputs  value × weight{bias}", result=story.result, bias=bias)
    elif len(account.values) == 1:
        rule = tr("{result} = Σ over {size}  value × weight{bias}", result=story.result, size=f"{rows}×{columns}",
                  bias=bias)
    else:
        rule = tr("{result} = Σ over channels  Σ over {size}  value × weight{bias}", result=story.result,
                  size=f"{rows}×{columns}", bias=bias)
    products, sums = story.sizes()
    count = counted(products, "{n} product", "{n} products", n=grouped(products))
    if sums > 1 and not account.single:
        count = tr("{products} in {sums} sums", products=count, sums=sums)
    total, whole = shown(account.total, digits), shown(account.sum, digits)
    numbers = (f"{story.result} = {total}" if account.bias is None
               else f"{story.result} = {whole} {added(account.bias, digits)} = {total}")
    return [CardLine(rule, False), CardLine(numbers, True, count)]


def _largest(story) -> list[CardLine]:
    values = story.account.values[story.account.values == story.account.values].tolist()
    digits = places(*values)
    rule = CardLine(tr("output = the largest value of the window"), False, tr("nothing is learned here"))
    if len(values) > FEW:
        return [rule, CardLine(f"max({shown(values[0], digits)}, {shown(values[1], digits)}, …) = "
                           f"{shown(story.account.total, digits)}", True, tr("{n} values", n=grouped(len(values))))]
    inside = ", ".join(shown(value, digits) for value in values)
    return [rule, CardLine(f"max({inside}) = {shown(story.account.total, digits)}")]


def _mean(story) -> list[CardLine]:
    values = story.account.inside.tolist()
    digits = places(*values)
    rule = CardLine(tr("output = Σ over the window / number of values"), False, tr("nothing is learned here"))
    if len(values) > FEW:
        mean = f"{shown(sum(values), digits)} / {len(values)} = {shown(story.account.total, digits)}"
        return [rule, CardLine(mean, True, tr("{n} values", n=grouped(len(values))))]
    inside = " ".join([shown(values[0], digits), *(added(value, digits) for value in values[1:])])
    return [rule, CardLine(f"({inside}) / {len(values)} = {shown(story.account.total, digits)}")]


def _joined(story) -> list[CardLine]:
    account = story.account
    digits = places(*account.parts, account.total)
    first, rest = shown(account.parts[0], digits), account.parts[1:]
    numbers = " ".join([first, *(added(part, digits) if account.sign == "+" else f"· {factor(part, digits)}"
                                 for part in rest)])
    rule = tr("output = the inputs added value by value") if account.sign == "+" else tr(
        "output = the inputs multiplied value by value")
    return [CardLine(rule, False, tr("nothing is learned here")),
            CardLine(f"{numbers} = {shown(account.total, digits)}")]


def _passed(story) -> list[CardLine]:
    account = story.account
    digits = places(account.value)
    if account.place is None:
        zero = shown(0.0, digits)
        return [CardLine(tr("a border of zeros stands here"), False), CardLine(tr("output = {value}", value=zero))]
    value = shown(account.value, digits)
    if not story.found.sources:
        return [CardLine(tr("the number of the data, as it is"), False, tr("nothing is scaled")),
                CardLine(tr("output = {value}, as in the data", value=value))]
    rule = account.why or tr("a number only moves to another place")
    text = tr("output = {value}, as in {source} at {place}", source=story.source(account.source),
              place=place_words(account.place), value=value)
    return [CardLine(rule, False, "" if account.why else tr("nothing is learned here")), CardLine(text)]


def place_words(place) -> str:
    """A place in an input."""
    if len(place) == 3:
        row, column, channel = (along + 1 for along in place)
        return tr("channel {channel}, row {row}, column {column}", channel=channel, row=row, column=column)
    return tr("value {value}", value=place[0] + 1)


def _normed(story) -> list[CardLine]:
    account = story.account
    digits = account.places
    rule, numbers = f"{story.result} = (x − μ) / σ", (f"({shown(account.x, digits)} {_less(account.mean, digits)}) / "
                                                      f"{shown(account.deviation, digits)}")
    if account.gamma is not None:
        rule, numbers = f"{rule} · γ", f"{numbers} · {factor(account.gamma, digits)}"
    if account.beta is not None:
        rule, numbers = f"{rule} + β", f"{numbers} {added(account.beta, digits)}"
    return [CardLine(rule, False, account.statistics),
            CardLine(f"{story.result} = {numbers} = {shown(account.total, digits)}", True, tr("σ = √(variance + ε)"))]


def _less(value: float, digits: int) -> str:
    """A number that is taken away, in brackets where it is negative."""
    return f"− {factor(value, digits)}"


def _curve(story) -> list[CardLine]:
    return [CardLine(tr("output = {name} of every value", name=story.activation), False, tr("nothing is learned here")),
            *_then_curve(story, story.account)]


def _then_curve(story, step) -> list[CardLine]:
    digits, rule = places(step.z, step.value) + 1, story.rule()
    number = shown(step.z, digits) if "(" in rule else factor(step.z, digits)
    return [CardLine(f"{tr('output')} = {rule.format(z='z')} = {rule.format(z=number)} = "
                 f"{shown(step.value, digits)}")]


def _share(story) -> list[CardLine]:
    return [CardLine(tr("output = the share of e^z in the sum of all"), False, tr("nothing is learned here")),
            *_then_share(story, story.account)]


def _then_share(story, step) -> list[CardLine]:
    digits, powers = step.places, step.powers
    power = "e^z" if not step.shift else f"e^(z {added(-step.shift, 2)})"
    return [CardLine(f"{tr('output')} = {power} / Σ {power} = {shown(float(powers[step.index]), digits)} / "
                 f"{shown(float(powers.sum()), digits)} = {shown(step.total, 2)}")]


def _then_passed(story, step) -> list[CardLine]:
    return [CardLine(step.why)] if step.why else []


def _prepared(story) -> list[CardLine]:
    account = story.account
    raw, scale = exactly(account.raw, account.digits), max(places(account.factor), 4)
    rule = tr("value = number of the data × factor")
    if account.centre:
        rule = tr("value = (number of the data − centre) × factor")
        centre = exactly(abs(account.centre), account.digits)
        raw = f"({raw} {'−' if account.centre > 0 else '+'} {centre})"
    return [CardLine(rule, False, tr("fitted to the training samples")),
            CardLine(f"{raw} × {shown(account.factor, scale)} = {shown(account.total, 2)}")]


def _recipe(story) -> list[CardLine]:
    found = []
    for equation in story.account.equations:
        values = [factor.value for term in equation.terms for factor in term]
        digits = story.account.places if equation is story.account.last else places(*values, equation.value)
        symbols = " + ".join(" · ".join(factor.name for factor in term) for term in equation.terms)
        sums = [" · ".join([shown(term[0].value, digits), *(factor(one.value, digits) for one in term[1:])])
                for term in equation.terms]
        numbers = " ".join([sums[0], *(f"+ ({text})" if text.startswith("−") else f"+ {text}" for text in sums[1:])])
        if equation.curve:
            name = tr(equation.curve)
            symbols, numbers = f"{name}({symbols})", f"{name}({numbers})"
        strong = equation is story.account.last
        note = f"{equation.words}: {equation.name} = {symbols}" if equation.words else symbols
        found.append(CardLine(f"{equation.name} = {numbers} = {shown(equation.value, digits)}", strong, note))
    return found


FIRST = {"sum": _sum, "largest": _largest, "mean": _mean, "joined": _joined, "passed": _passed, "normed": _normed,
         "curve": _curve, "share": _share, "prepared": _prepared, "recipe": _recipe}
"""The lines of a layer's own account, by its kind."""
THEN = {"curve": _then_curve, "share": _then_share, "passed": _then_passed}
"""The lines of what follows it."""
