"""Which views stand in the column, for each kind of project: those that come unasked, less those that were closed, and
those that were added."""

from msgspec import ValidationError, convert

from gui.views.base import Panel

MOST_OF_A_KIND = 4
_COPIES: dict[str, type[Panel]] = {}


def another(kind: type[Panel], number: int) -> type[Panel]:
    """A view of the same kind that stands beside the first one: a class of its own, made once."""
    origin = kind.origin or kind
    if number < 2:
        return origin
    name = f"{origin.__name__}{number}"
    if name not in _COPIES:
        _COPIES[name] = type(name, (origin,), {"origin": origin, "usual": False, "__doc__": origin.__doc__})
    return _COPIES[name]


class ChosenViews:
    """The choice of a person, by the kind of project (a word that `kind_of` makes)."""

    def __init__(self, known: tuple[type[Panel], ...]):
        self.known = known
        self._added: dict[str, list[str]] = {}
        self._closed: dict[str, list[str]] = {}
        self.floating: set[type[Panel]] = set()
        self._layouts: dict[str, list] = {}
        """By the kind of project the names of views as they were docked by hand: columns of rows of cards of tabs."""

    def layout(self, key: str) -> list:
        """How a person docked the views of a kind of project, [] where the usual arrangement serves."""
        return [[[[kind for name in tabs if (kind := self.named(name)) is not None] for tabs in row] for row in rows]
                for rows in self._layouts.get(key, ())]

    def lay_out(self, key: str, layout: list) -> None:
        """Keep an arrangement for a kind of project."""
        self._layouts[key] = [[[[kind.__name__ for kind in tabs] for tabs in row] for row in rows] for rows in layout]

    def named(self, name: str) -> type[Panel] | None:
        """The class of a name, one of several of a kind included."""
        for kind in self.known:
            if kind.__name__ == name:
                return kind
            rest = name.removeprefix(kind.__name__)
            if rest != name and rest.isdigit() and 2 <= int(rest) <= MOST_OF_A_KIND:
                return another(kind, int(rest))
        return None

    def of(self, key: str) -> list[type[Panel]]:
        """The views of a kind of project, the usual ones first."""
        closed = self._closed.get(key, ())
        added = [found for name in self._added.get(key, ()) if (found := self.named(name)) is not None]
        usual = [kind for kind in self.known if kind.usual and kind.__name__ not in closed]
        return usual + [kind for kind in added if kind not in usual]

    def add(self, key: str, kind: type[Panel]) -> None:
        """Have a view in the column."""
        closed, added = self._closed.setdefault(key, []), self._added.setdefault(key, [])
        if kind.__name__ in closed:
            closed.remove(kind.__name__)
        elif kind.__name__ not in added and not kind.usual:
            added.append(kind.__name__)

    def close(self, key: str, kind: type[Panel]) -> None:
        """Take a view out."""
        if kind.usual:
            self._closed.setdefault(key, []).append(kind.__name__)
        elif kind.__name__ in self._added.get(key, ()):
            self._added[key].remove(kind.__name__)
        self.floating.discard(kind)

    def next_copy(self, key: str, kind: type[Panel]) -> type[Panel] | None:
        """One more of a kind that is open; None where there are enough."""
        open_ = self.of(key)
        return next((found for number in range(2, MOST_OF_A_KIND + 1)
                     if (found := another(kind, number)) not in open_), None)

    def forget(self) -> None:
        """The usual views again, for every kind of project."""
        self._added.clear()
        self._closed.clear()
        self._layouts.clear()
        self.floating.clear()

    @property
    def kept(self) -> dict:
        """Everything as plain values."""
        return {"added": self._added, "closed": self._closed,
                "floating": sorted(kind.__name__ for kind in self.floating), "layouts": self._layouts}

    def take_up(self, kept: dict) -> None:
        """What `kept` gave, as far as it makes sense: it may come from a file."""
        for mine, theirs in ((self._added, kept.get("added")), (self._closed, kept.get("closed"))):
            mine.clear()
            for key, names in theirs.items() if isinstance(theirs, dict) else ():
                if isinstance(key, str) and isinstance(names, list):
                    mine[key] = [name for name in names if isinstance(name, str) and self.named(name)]
        layouts = kept.get("layouts")
        self._layouts = {key: layout for key, layout in layouts.items() if _is_layout(layout)} if isinstance(
            layouts, dict) else {}
        floating = kept.get("floating")
        self.floating = {found for name in floating if isinstance(name, str) and (found := self.named(name))
                         } if isinstance(floating, list) else set()


def _is_layout(found) -> bool:
    """Whether it is lists of lists of lists of lists of words, three levels of which may come from a file."""
    try:
        convert(found, list[list[list[list[str]]]])
    except ValidationError:
        return False
    return True


def kind_of(document) -> str:
    """The kind of a project: what its data ask for, and the axes of what goes in."""
    found, judged = document.description, document.judged
    if found is None:
        return ""
    axes = "-".join(axis for port in found.inputs for axis in port.type.axes)
    task = judged.task if judged is not None else None
    asked = "nothing" if task is None else "amount" if task.measured else "choice" if task.exclusive else "yes or no"
    return f"{asked} of {axes}"
