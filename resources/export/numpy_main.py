def predict(x):
    """Answers for raw samples, both as the data has them: an array (samples, *shape), or a dict of arrays where the
    network has several inputs; likewise what comes back."""
    given = x if isinstance(x, dict) else {next(iter(INPUTS)): x}
    if given.keys() != INPUTS.keys():
        raise ValueError(f"predict takes an array for each of {', '.join(INPUTS)}")
    arrays = {}
    for name, (shape, kind) in INPUTS.items():
        arrays[name] = np.asarray(given[name], kind)
        if arrays[name].shape[1:] != shape:
            raise ValueError(f"{name} takes samples of shape {shape}, not {arrays[name].shape[1:]}")
    count = len(next(iter(arrays.values())))
    parts = [network(**{name: array[start:start + AT_ONCE] for name, array in arrays.items()})
             for start in range(0, max(count, 1), AT_ONCE)]
    found = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    return found if len(found) > 1 else next(iter(found.values()))


def label(answers, names, boundary):
    """The class that each row of answers speaks for."""
    answers = answers.reshape(len(answers), -1)
    if answers.shape[1] > 1:
        return [names[place] for place in answers.argmax(1)]
    return [names[int(value > boundary)] for value in answers[:, 0]]


def read(path):
    """The samples of a table: its columns by their names where it has a head that knows them, else in order."""
    with open(path, newline="", encoding="utf-8-sig") as file:
        start = file.read(65536)
        file.seek(0)
        mark = max(",;\t", key=start.split("\n")[0].count)
        rows = [row for row in csv.reader(file, delimiter=mark) if any(cell.strip() for cell in row)]
    if not rows:
        raise ValueError(f"{path} is empty")
    head = [cell.strip() for cell in rows[0]]
    named = all(column["name"] in head for column in COLUMNS) and bool(COLUMNS)
    if named or not all(is_number(cell) for cell in head):
        rows = rows[1:]
    wanted = [(head.index(column["name"]) if named else place, column) for place, column in enumerate(COLUMNS)]
    width = sum(math.prod(shape) for shape, _ in INPUTS.values())
    if not COLUMNS:
        wanted = [(place, {"name": str(place + 1)}) for place in range(width)]
    table = np.array([[number for place, column in wanted for number in numbers(row, place, column)]
                      for row in rows]).reshape(len(rows), -1)
    if table.shape[1] != width:
        raise ValueError(f"{path} gives {table.shape[1]} numbers a row, the network takes {width}")
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


def numbers(row, place, column):
    """What a cell is for the network: the number that it is, or those that stand for its word."""
    cell = row[place].strip() if place < len(row) else ""
    if not cell:
        if "gap" not in column:
            raise ValueError(f"column {column['name']}: a row has no number there")
        return column["gap"]
    if "known" in column:
        return column["known"].get(cell, column["other"])
    if "order" in column:
        return [days(cell, column["order"])]
    if column.get("decimal") == ",":
        cell = cell.replace(".", "").replace(",", ".")
    try:
        return [float(cell)]
    except ValueError:
        raise ValueError(f"column {column['name']}: {cell!r} is no number") from None


def days(cell, order):
    """A date as days since 1970-01-01."""
    parts = [int(part) for part in re.findall(r"[0-9]+", cell)[:3]]
    date = dict(zip(order, parts, strict=True))
    return (datetime.date(date["y"], date["m"], date["d"]) - datetime.date(1970, 1, 1)).days


def write(found, path=""):
    """Put the answers into a table: into a file, or on the terminal."""
    found = found if isinstance(found, dict) else {next(iter(ANSWERS)): found}
    head, columns = [], []
    for name, values in found.items():
        told, values = ANSWERS[name], values.reshape(len(values), -1)
        head += told["columns"]
        columns += [[f"{value:.9g}" for value in column] for column in values.T]
        if told["classes"]:
            head.append(told["name"])
            columns.append(label(values, told["classes"], told["boundary"]))
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([head, *zip(*columns, strict=True)])
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
