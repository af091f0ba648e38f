"""Ids of the problem's places and visits: those of the book where that is possible, so that people know them again."""


class Names:
    """Hands out ids that nothing has yet."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def give(self, wanted: str, kind: str) -> str:
        """Return the wanted id, or one with the kind of thing before it where another thing has it already."""
        name = wanted
        while name in self._taken:
            name = f"{kind}:{name}"
        self._taken.add(name)
        return name
