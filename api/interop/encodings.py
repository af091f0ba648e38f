"""Text out of bytes: as somebody says it is encoded, or as it is recognised."""

import codecs

from optimiser import Fault, FaultyInput

ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "gb18030", "gbk", "big5", "cp1252", "latin-1")
CHINESE = "gb18030"
"""What Excel writes in China, as its superset."""
_ADVICE = f"say how it is encoded, as in `Content-Type: text/csv; charset=gb18030`: {', '.join(ENCODINGS)}"


def decoded(name: str, content: bytes, encoding: str | None) -> str:
    """Read the bytes of a file: as is said, or as UTF-8 or UTF-16 where nothing is.

    Parameters
    ----------
    name : str
        How faults call the file.
    content : bytes
    encoding : str or None
        One of `ENCODINGS`.

    Raises
    ------
    FaultyInput
        Where it is encoded otherwise.
    """
    chosen = encoding or ("utf-16" if _is_utf_16(content) else "utf-8")
    try:
        return _text(content, chosen)
    except UnicodeDecodeError as problem:
        line = content.count(b"\n", 0, problem.start) + 1
        message = f"is not {chosen} at line {line}; name its `encoding` in the mapping, for example gb18030 or cp1252"
        raise FaultyInput([Fault(f"{name}:{line}", "encoding", message)]) from None


def recognised(name: str, content: bytes, charset: str | None) -> tuple[str, str]:
    """Read the bytes of a request, and say as what: its charset; else UTF-8 or UTF-16; else GB18030, if that fits.

    It fits where all of it can be read so and most of what is not ASCII is everyday Chinese (GB/T 2312-1980): nearly
    any bytes can be read as GB18030 somehow.

    Parameters
    ----------
    name : str
        How faults call the table.
    content : bytes
    charset : str or None
        The parameter of the request's ``Content-Type``, as it was sent.

    Raises
    ------
    FaultyInput
        Where the charset is unknown, or the text is not encoded so.
    """
    tried = _to_try(name, content, charset)
    at = 0
    for each in tried:
        try:
            text = _text(content, each)
        except UnicodeDecodeError as problem:
            at = at or problem.start
        else:
            if charset is not None or each != CHINESE or _is_everyday_chinese(text):
                return text, each
    line = content.count(b"\n", 0, at) + 1
    message = f"is not {' or '.join(tried)} at line {line}; {_ADVICE}"
    raise FaultyInput([Fault(f"{name}:{line}", "encoding", message)])


def _to_try(name: str, content: bytes, charset: str | None) -> tuple[str, ...]:
    if charset is None:
        return ("utf-16",) if _is_utf_16(content) else ("utf-8", CHINESE)
    chosen = _known(charset)
    if chosen is None:
        message = f"the charset {charset[:40]!r} is not read here; {_ADVICE}"
        raise FaultyInput([Fault(name, "encoding", message, charset[:40])])
    return (chosen,)


def _text(content: bytes, encoding: str) -> str:
    return content.decode("utf-8-sig" if encoding == "utf-8" else encoding)


def _is_utf_16(content: bytes) -> bool:
    return content[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def _known(charset: str) -> str | None:
    """The encoding that a charset names, whatever it is called there; GB 2312 is read as its superset."""
    names = {codecs.lookup(each).name: each for each in ENCODINGS} | {"gb2312": CHINESE}
    try:
        return names.get(codecs.lookup(charset).name)
    except (LookupError, ValueError):
        return None


def _is_everyday_chinese(text: str) -> bool:
    wide = "".join(character for character in text if not character.isascii())
    return len(wide.encode("gb2312", "ignore")) >= len(wide)  # two bytes for each that is in it
