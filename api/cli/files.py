"""Files and standard streams: read within limits, written whole or not at all."""

import contextlib
import os
import stat
import sys
import tempfile
from pathlib import Path
from typing import BinaryIO

from optimiser import Fault, FaultyInput

STREAM = "-"
"""Stands for standard input or standard output."""

MOST_BYTES = 256_000_000
"""Larger documents are refused unread. A matrix of 1 000 places takes about 15 MB."""


def shown_name(source: str) -> str:
    """How messages call a file."""
    return "standard input" if source == STREAM else source


def read_bytes(source: str) -> bytes:
    """Read a file, or standard input where the name is ``-``.

    Raises
    ------
    FaultyInput
        Where it is missing, a folder, not allowed or too large.
    """
    try:
        if source == STREAM:
            if sys.stdin is None:
                raise _unreadable("standard input is closed; pipe a document into it, or name a file")
            return _limited(sys.stdin.buffer)
        with Path(source).open("rb") as file:
            return _limited(file)
    except FileNotFoundError:
        fault = Fault("$", "no_such_file", "there is no such file; check its name and folder", source)
    except IsADirectoryError:
        fault = Fault("$", "not_a_file", "this is a folder; name a file in it", source)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        fault = Fault(
            "$", "unreadable_file", f"cannot be read: {why.lower()}; check the name and who may read it", source
        )
    raise FaultyInput([fault])


def _limited(file: BinaryIO) -> bytes:
    content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        message = f"has more than {MOST_BYTES:,} bytes; is it the right file?"
        raise FaultyInput([Fault("$", "too_large", message)])
    return content


def _unreadable(message: str) -> FaultyInput:
    return FaultyInput([Fault("$", "unreadable_file", message)])


def write_bytes(target: str, content: bytes) -> None:
    """Write a file whole or not at all; to standard output where the name is ``-``.

    Whoever reads the file meanwhile sees the old one or the new one. What is no plain file (``/dev/stdout``, a named
    pipe) is written to as it is.

    Raises
    ------
    OSError
        With the file's name.
    """
    if target == STREAM:
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return
    path = Path(target)
    try:
        if path.exists() and not stat.S_ISREG(path.stat().st_mode):
            path.write_bytes(content)
        else:
            _replace(path.resolve(), content)
    except OSError as error:
        raise OSError(error.errno, error.strerror, target) from None


def _replace(path: Path, content: bytes) -> None:
    mode = path.stat().st_mode if path.exists() else 0o666 & ~_umask()
    handle, name = tempfile.mkstemp(prefix=f".{path.name[:100]}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(stat.S_IMODE(mode))
        Path(name).replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise


def _umask() -> int:
    """The rights that new files do not get; they can only be read by setting them."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


def made_folder(folder: Path) -> Path:
    """Make a folder, and those around it, where it is not there yet.

    Raises
    ------
    FaultyInput
        Where a file stands in its way.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError):
        message = "a file stands in the way of this folder; name another one"
        raise FaultyInput([Fault("--output", "bad_output", message, str(folder))]) from None
    return folder


def check_writable(target: str, *inputs: str) -> None:
    """See to it that an output can be written before minutes are spent on it.

    Raises
    ------
    FaultyInput
        Where its folder does not exist, it is a folder itself, or it is one of the inputs.
    """
    path = Path(target)
    if target == STREAM:
        return
    if any(path.exists() and Path(source).exists() and path.samefile(source) for source in inputs):
        message = f"{target} would be written over, and it is what is read; name another file"
    elif path.is_dir():
        message = f"{target} is a folder; name a file in it"
    elif not path.parent.is_dir():
        message = f"{target} cannot be written: there is no folder {path.parent}; make it first"
    else:
        return
    raise FaultyInput([Fault("--output", "bad_output", message, target)])
