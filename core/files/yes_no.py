"""Words for yes and no."""

PAIRS = (("no", "yes"), ("n", "y"), ("false", "true"), ("f", "t"), ("off", "on"), ("nein", "ja"), ("n", "j"),
         ("falsch", "wahr"), ("aus", "ein"), ("0", "1"))


def as_no_and_yes(texts: tuple[str, ...]) -> tuple[str, ...]:
    """Two texts in the order no, yes, where they are such words, however they are written; () where they are not."""
    for pair in PAIRS:
        by_word = {text.strip().lower(): text for text in texts}
        if len(texts) == 2 and set(by_word) == set(pair):
            return by_word[pair[0]], by_word[pair[1]]
    return ()
