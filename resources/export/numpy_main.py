SIGNS = {"⏎": "\n", "␣": " ", "⇥": "\t"}
# What stands for a token that nobody could see.


class Unfit(ValueError):  # noqa: N818
    """Samples that do not fit: one sentence, and the facts in its named places."""

    def __init__(self, sentence, **facts):
        super().__init__(sentence.format(**facts))
        self.sentence, self.facts = sentence, facts


def predict(x):
    """Answers for raw samples, both as the data has them: an array (samples, *shape), or a dict of arrays where the
    network has several inputs; likewise what comes back. A network that reads text takes a text, or a list of them."""
    given = x if isinstance(x, dict) else {next(iter(INPUTS)): x}
    if given.keys() != INPUTS.keys():
        raise Unfit("An array is taken for each of {names}.", names=", ".join(INPUTS))
    arrays = {name: checked(name, given[name]) for name in INPUTS}
    count = len(next(iter(arrays.values())))
    if any(len(array) != count for array in arrays.values()):
        raise Unfit("Every input takes the same number of samples.")
    parts = [network(**{name: array[start:start + AT_ONCE] for name, array in arrays.items()})
             for start in range(0, max(count, 1), AT_ONCE)]
    found = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    return found if len(found) > 1 else next(iter(found.values()))


def checked(name, given):
    """The array of an input; ValueError where it does not fit."""
    shape, kind = INPUTS[name]
    if name in TOKENS and isinstance(given, str | list) and (isinstance(given, str) or all(
            isinstance(text, str) for text in given)):
        given = np.stack([sample(name, text)[0] for text in ([given] if isinstance(given, str) else given)])
    array = np.asarray(given)
    if array.dtype.kind not in "fiub":
        raise Unfit("{name} takes numbers.", name=name)
    if array.shape[1:] != shape or not array.ndim:
        raise Unfit("{name} takes samples of shape {shape}, not {have}.", name=name, shape=shape, have=array.shape[1:])
    if name in TOKENS and array.size and not 0 <= array.min() <= array.max() < len(TOKENS[name]):
        raise Unfit("{name} takes tokens from 0 to {last}.", name=name, last=len(TOKENS[name]) - 1)
    if name in TOKENS and array.dtype.kind == "f" and (array % 1).any():
        raise Unfit("{name} takes whole numbers.", name=name)
    return array.astype(kind, copy=False)


def tokens(name, text):
    """The numbers of the tokens of a text; of several that fit the longest."""
    known = {SIGNS.get(token, token): number for number, token in enumerate(TOKENS[name])}
    longest, found, place = max(map(len, known)), [], 0
    while place < len(text):
        size = next((size for size in range(longest, 0, -1) if text[place:place + size] in known), 0)
        if size:
            found.append(known[text[place:place + size]])
        elif not text[place].isspace():
            raise Unfit("The network was trained without the sign {sign!r}.", sign=text[place])
        place += size or 1
    if not found:
        raise Unfit("The text is empty.")
    return found


def sample(name, text):
    """(the last tokens of a text, as many as a sample has; how many of them the text gave). What is missing is filled
    behind the text, where no step before it reads it."""
    steps = INPUTS[name][0][0]
    found = tokens(name, text)[-steps:]
    return np.array(found + [0] * (steps - len(found)), np.int32), len(found)


def following(text):
    """The share of each token to come behind a text, for a network that says what comes next; else None."""
    (name, (shape, _)), (told,) = next(iter(INPUTS.items())), list(ANSWERS.values())[:1]
    if len(INPUTS) > 1 or name not in TOKENS or not told["in_time"] or len(told["classes"]) != len(TOKENS[name]):
        return None
    row, count = sample(name, text)
    found = predict({name: row[None]})
    found = next(iter(found.values())) if isinstance(found, dict) else found
    if found.shape[1:] != (*shape, len(TOKENS[name])):
        return None
    shares = found[0, count - 1].astype(np.float64)
    if told["logits"]:
        shares = np.exp(shares - shares.max())
    return shares / shares.sum()


def write_on(text, count, temperature=1.0, seed=0):
    """What a network that says what comes next writes behind a text; temperature 0 takes the likeliest token."""
    rng, written, names = np.random.default_rng(seed), "", next(iter(TOKENS.values()))
    for _ in range(count):
        shares = following(text + written)
        if temperature > 0:
            powers = np.exp((np.log(np.maximum(shares, 1e-30)) - np.log(shares.max())) / temperature)
            number = rng.choice(len(shares), p=powers / powers.sum())
        else:
            number = shares.argmax()
        written += SIGNS.get(names[number], names[number])
    return written


def label(answers, names, boundary):
    """The class that each row of answers speaks for."""
    answers = answers.reshape(len(answers), -1)
    if answers.shape[1] > 1:
        return [names[place] for place in answers.argmax(1)]
    return [names[int(value > boundary)] for value in answers[:, 0]]


def read(path):
    """The samples of a file: a text, or a table."""
    with open(path, newline="", encoding="utf-8-sig") as file:
        content = file.read()
    if path.lower().endswith(".txt") and len(INPUTS) == 1 and TOKENS:
        return {name: sample(name, content.replace("\r\n", "\n"))[0][None] for name in TOKENS}
    return parsed(content, path)


def parsed(content, path):
    """The samples of the text of a table."""
    first = content.lstrip().split("\n")[0]
    marks = sorted(",;\t", key=first.count, reverse=True)
    try:
        mark = ([one for one in marks if len(next(csv.reader([first], delimiter=one), [])) == taken()] or marks)[0]
        rows = [row for row in csv.reader(io.StringIO(content, newline=""), delimiter=mark)
                if any(cell.strip() for cell in row)]
    except csv.Error:
        raise Unfit("{path} is no table.", path=path) from None
    if not rows:
        raise Unfit("{path} is empty.", path=path)
    head = [cell.strip() for cell in rows[0]]
    named = all(column["name"] in head for column in COLUMNS) and bool(COLUMNS)
    commas = mark != ","  # where commas part no cells, one in a number stands for its point
    if named or not all(is_number(cell.replace(",", ".") if commas else cell) for cell in head):
        rows = rows[1:]
    return samples(rows, head if named else None, commas)


def taken():
    """How many cells a row has that holds what the network takes and nothing else."""
    return len(COLUMNS) or sum(math.prod(shape) for shape, _ in INPUTS.values())


def samples(rows, head=None, commas=False):
    """The samples of rows of cells: by the names in a head, else in order. `commas` may stand for points."""
    wanted = [(head.index(column["name"]) if head else place, column) for place, column in enumerate(COLUMNS)]
    width = sum(math.prod(shape) for shape, _ in INPUTS.values())
    if not COLUMNS:
        wanted = [(place, {"name": str(place + 1)}) for place in range(width)]
    longest = max(map(len, rows), default=0)
    if head is None and longest != len(wanted):
        raise Unfit("A row has {count} cells, but the network takes {wanted}.", count=longest, wanted=len(wanted))
    table = np.array([[number for place, column in wanted for number in numbers(row, place, column, commas)]
                      for row in rows]).reshape(len(rows), -1)
    if table.shape[1] != width:
        raise Unfit("A row gives {count} numbers, but the network takes {wanted}.", count=table.shape[1], wanted=width)
    found, start = {}, 0
    for name, (shape, _) in INPUTS.items():
        stop = start + math.prod(shape)
        found[name] = table[:, start:stop].reshape(len(rows), *shape)
        start = stop
    return found


def is_number(cell):
    """Whether a cell holds a number."""
    try:
        float(cell)
    except ValueError:
        return False
    return True


def numbers(row, place, column, commas=False):
    """What a cell is for the network: the number that it is, or those that stand for its word."""
    cell = row[place] if place < len(row) else ""
    if not isinstance(cell, str):
        if "known" not in column and "order" not in column:
            return [float(cell)]
        cell = repr(cell)
    cell = cell.strip()
    if not cell:
        if "gap" not in column:
            raise Unfit("Column {name}: a row has no number there.", name=column["name"])
        return column["gap"]
    if "known" in column:
        return column["known"].get(cell, column["other"])
    if "order" in column:
        return [days(cell, column["order"])]
    if column.get("decimal") == ",":
        cell = cell.replace(".", "").replace(",", ".")
    elif commas and "." not in cell:
        cell = cell.replace(",", ".")
    if not is_number(cell) or not math.isfinite(float(cell)):
        raise Unfit("Column {name}: {cell!r} is no number.", name=column["name"], cell=cell[:40])
    return [float(cell)]


def days(cell, order):
    """A date as days since 1970-01-01."""
    parts = [int(part) for part in re.findall(r"[0-9]+", cell)[:3]]
    try:
        date = dict(zip(order, parts, strict=True))
        return (datetime.date(date["y"], date["m"], date["d"]) - datetime.date(1970, 1, 1)).days
    except (ValueError, OverflowError):
        raise Unfit("{cell!r} is no date.", cell=cell[:40]) from None


def so_far(found, count):
    """Answers for each step without those behind so many steps, where the text had ended."""
    found = found if isinstance(found, dict) else {next(iter(ANSWERS)): found}
    return {name: values[:, :count] if ANSWERS[name]["in_time"] else values for name, values in found.items()}


def table(found):
    """(the names of the columns, a row for each sample) of answers: their numbers, and the class where one is
    chosen; of answers for each step what is chosen there."""
    found = found if isinstance(found, dict) else {next(iter(ANSWERS)): found}
    head, columns = [], []
    for name, values in found.items():
        told = ANSWERS[name]
        if told["in_time"] and told["classes"]:
            head.append(told["name"])
            columns.append([in_words(row.argmax(-1), told["classes"]) for row in values])
            continue
        values = values.reshape(len(values), -1)
        head += told["columns"]
        columns += values.T.tolist()
        if told["classes"]:
            head.append(told["name"])
            columns.append(label(values, told["classes"], told["boundary"]))
    return head, [list(row) for row in zip(*columns, strict=True)]


def in_words(chosen, names):
    """The tokens or classes of all steps as one text."""
    words = [SIGNS.get(names[number], names[number]) for number in chosen]
    return ("" if max(map(len, names)) == 1 else " ").join(words)


def write(found, path=""):
    """Put the answers into a table: into a file, or on the terminal."""
    head, rows = table(found)
    rows = [[f"{cell:.9g}" if isinstance(cell, float) else cell for cell in row] for row in rows]
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([head, *rows])
    if path:
        with open(path, "w", newline="", encoding="utf-8") as file:
            file.write(text.getvalue())
    else:
        print(text.getvalue(), end="")


def main(arguments):
    """python NAME.py IN.csv [OUT.csv]: the answers for the rows of a table, as a table."""
    if not 1 <= len(arguments) <= 2 or arguments[0] in ("-h", "--help"):
        print(__doc__)
        return 0 if arguments[:1] in (["-h"], ["--help"]) else 2
    try:
        write(predict(read(arguments[0])), *arguments[1:])
    except (OSError, ValueError, UnicodeError) as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
