"""Names and kinds of files, as dialogs want them."""

from gui.text.translation import tr


def filters(kinds: tuple[tuple[str, str], ...]) -> str:
    """Kinds of files with their endings, as Qt's file dialog wants them."""
    return ";;".join(f"{tr(words)} ({endings})" for words, endings in kinds)


def safe_name(name: str) -> str:
    """A name as a file can have it."""
    kept = "".join(letter if letter.isalnum() or letter in " -_." else "-" for letter in name).strip(" .")
    return kept or tr("project")
