"""Errors that a person can fix. Every message is one clear sentence."""


class LayerlabError(Exception):
    """A problem that the user can understand and fix; its text is shown as it is, never a traceback. `problems` holds
    every one that was found, where there were several."""

    problems: tuple = ()


class SpecError(LayerlabError):
    """A project that cannot be read or trained."""

    def __init__(self, message: str, problems: tuple = ()):
        super().__init__(message)
        self.problems = problems


class DataError(LayerlabError):
    """A data file or data set that cannot be used."""


class ShapeError(LayerlabError):
    """A layer that cannot take the shapes it is given. Raised inside layers, caught by `network.check`."""
