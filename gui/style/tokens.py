"""The design tokens, one table for each theme. Everything that is drawn takes its colour from here."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Tokens:
    """Colours as `#rrggbb`; `diverging` holds the five stops from −1 to +1, `classes` ten class colours, which differ
    in lightness too, so that they stay apart to people who lack one kind of cone.

    The `…_text` colours are for text of body size (at least 4.5:1 on panel and card).
    """

    name: str
    ground: str
    panel: str
    card: str
    hover: str
    line: str
    text: str
    muted: str
    faint: str
    accent: str
    filled: str
    filled_hover: str
    on_filled: str
    positive: str
    negative: str
    ok: str
    accent_text: str
    positive_text: str
    negative_text: str
    ok_text: str
    train: str
    validation: str
    test: str
    gradient: str
    zero: str
    ring: str
    shadow: str
    diverging: tuple[str, ...]
    classes: tuple[str, ...]
    least_text: float = 1.0
    """Text is at least this many times its usual size."""


DARK = Tokens(
    name="dark",
    ground="#0E1117", panel="#151A22", card="#1B212B", hover="#242C38", line="#2B3442",
    text="#E8ECF3", muted="#93A0B4", faint="#677388",
    accent="#4F8CFF", filled="#2F6FE4", filled_hover="#2A63D2", on_filled="#FFFFFF",
    positive="#5AA2FF", negative="#FF9D42", ok="#36C5A2",
    accent_text="#6A9EFF", positive_text="#5AA2FF", negative_text="#FF9D42", ok_text="#36C5A2",
    train="#5AA2FF", validation="#FF9D42", test="#8490A3", gradient="#C79BFF",
    zero="#222A36", ring="#FFFFFF", shadow="#05070A",
    diverging=("#CE7428", "#7C4822", "#222A36", "#224680", "#3A7ADE"),
    classes=("#FF9D42", "#5AA2FF", "#54D8A8", "#CC84C0", "#FCE43C",
             "#7878FC", "#9CE4FC", "#E46C60", "#B4C0CC", "#A8E46C"),
)

LIGHT = Tokens(
    name="light",
    ground="#F3F5F8", panel="#FFFFFF", card="#F7F8FA", hover="#E9EDF3", line="#DDE2EA",
    text="#1A2230", muted="#5B6778", faint="#838E9F",
    accent="#1F6FEB", filled="#1F6FEB", filled_hover="#1862D6", on_filled="#FFFFFF",
    positive="#1565C0", negative="#D96B00", ok="#0F8F74",
    accent_text="#1A63D6", positive_text="#1565C0", negative_text="#A85200", ok_text="#0B7861",
    train="#1565C0", validation="#D96B00", test="#8A94A4", gradient="#7A3FD1",
    zero="#F6F7F9", ring="#FFFFFF", shadow="#C4CBD6",
    diverging=("#E88C3A", "#F5C496", "#F6F7F9", "#9CC2F0", "#3A7ED6"),
    classes=("#D96B00", "#1565C0", "#6C9C78", "#CC54A8", "#785400",
             "#846CF0", "#189CC0", "#9C3C30", "#606C78", "#849C48"),
)

# For a room with a bright wall: large type, black on white, lines that can be seen from the last row.
PROJECTOR = Tokens(
    name="projector",
    ground="#FFFFFF", panel="#FFFFFF", card="#F6F7F9", hover="#DCE3EC", line="#7A8492",
    text="#000000", muted="#29313D", faint="#566070",
    accent="#003FA3", filled="#003FA3", filled_hover="#00337F", on_filled="#FFFFFF",
    positive="#0A4DA6", negative="#B04A00", ok="#00664F",
    accent_text="#003FA3", positive_text="#0A4DA6", negative_text="#8A3A00", ok_text="#005A45",
    train="#0A4DA6", validation="#B04A00", test="#566070", gradient="#5A1FB0",
    zero="#F6F7F9", ring="#FFFFFF", shadow="#7A8492",
    diverging=("#B85200", "#EBA266", "#F6F7F9", "#7DB0EC", "#0A4DA6"),
    classes=("#B04A00", "#0A4DA6", "#003C24", "#902478", "#787860",
             "#3C24A8", "#00789C", "#84240C", "#3C3C48", "#54783C"),
    least_text=1.4,
)

THEMES = {"dark": DARK, "light": LIGHT, "projector": PROJECTOR}
