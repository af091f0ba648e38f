"""Texts of documents, made safe for a terminal."""

from rich.text import Text


def printable(*texts: str | None) -> Text:
    """Texts of a document, without the control characters that could steer a terminal."""
    joined = " · ".join(text for text in texts if text)
    return Text("".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in joined))
