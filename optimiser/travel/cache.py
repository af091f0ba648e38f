"""Keeps matrices and road networks between runs: a folder of ``.npz`` files that may be deleted at any time."""

import contextlib
import hashlib
import json
import logging
import os
import re
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import platformdirs
from numpy.typing import NDArray

LIMIT_BYTES = 200_000_000
FOLDER_VARIABLE = "ROUNDSMAN_CACHE_DIR"

# What is read back from a file that is damaged, half written or none of ours.
_UNREADABLE = (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile, NotImplementedError, RuntimeError)
_KEY = re.compile(r"[0-9a-f]{64}", re.ASCII)
_LOG = logging.getLogger(__name__)

Arrays = Mapping[str, NDArray[Any]]


def cache_key(settings: Mapping[str, Any], *arrays: NDArray[Any]) -> str:
    """Name what a result was computed from.

    Parameters
    ----------
    settings : mapping
        Everything besides the arrays that the result depends on; JSON can write it.
    *arrays : numpy.ndarray
        Coordinates, and the like.

    Returns
    -------
    str
        A SHA-256 in hexadecimal: it gives away nothing of the settings, passwords in a URL included.
    """
    digest = hashlib.sha256(json.dumps(settings, sort_keys=True, allow_nan=False).encode())
    for array in arrays:
        digest.update(f"|{array.dtype.str}{array.shape}|".encode())
        digest.update(np.ascontiguousarray(array).tobytes())
    return digest.hexdigest()


class MatrixCache:
    """A folder of arrays by key. Nothing that goes wrong in it ever stops a plan.

    Several processes may use one folder at once: files appear whole, under their final name, or not at all. A damaged
    file counts as absent and is written again. A folder that cannot be written to is read only.

    Parameters
    ----------
    folder : Path, optional
        By default the folder that the environment variable ``ROUNDSMAN_CACHE_DIR`` names, or else the user's cache
        folder as the operating system has it.
    limit_bytes : int
        How much is kept; what was used least recently goes first.
    """

    def __init__(self, folder: Path | None = None, *, limit_bytes: int = LIMIT_BYTES) -> None:
        self.folder = folder if folder is not None else _default_folder()
        self.limit_bytes = limit_bytes

    def load(self, key: str) -> dict[str, NDArray[Any]] | None:
        """Read what was stored under a key; None where nothing is there that can be read."""
        path = self._path(key)
        try:
            with zipfile.ZipFile(path) as archive:  # its directory says how large it unpacks, before it does
                if sum(member.file_size for member in archive.infolist()) > self.limit_bytes:
                    return None
            with np.load(path, allow_pickle=False) as stored:
                arrays = {name: stored[name] for name in stored.files}
        except _UNREADABLE as fault:
            if not isinstance(fault, FileNotFoundError):
                _LOG.warning("ignoring the damaged cache file %s: %s", path, fault)
            return None
        with contextlib.suppress(OSError):
            os.utime(path)  # used just now, so the last to go
        return arrays

    def store(self, key: str, arrays: Arrays) -> None:
        """Keep arrays under a key; in a folder that cannot be written to, do nothing."""
        if sum(array.nbytes for array in arrays.values()) > self.limit_bytes:
            return
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._write(self._path(key), arrays)
        except OSError as fault:
            _LOG.info("cannot keep travel times in %s: %s", self.folder, fault)
            return
        self._prune()

    def _path(self, key: str) -> Path:
        if not _KEY.fullmatch(key):
            raise ValueError(f"{key!r} is no key: use cache_key")
        return self.folder / f"{key}.npz"

    def _write(self, path: Path, arrays: Arrays) -> None:
        handle, name = tempfile.mkstemp(dir=self.folder, suffix=".part")
        try:
            with os.fdopen(handle, "wb") as file:
                np.savez(file, allow_pickle=False, **arrays)
            Path(name).replace(path)
        except BaseException:
            with contextlib.suppress(OSError):
                Path(name).unlink()
            raise

    def _prune(self) -> None:
        """Delete what was used least recently until the rest fits; leftovers of interrupted writes count too."""
        held = 0
        for _, size, path in sorted(self._files(), reverse=True):
            held += size
            if held > self.limit_bytes:
                with contextlib.suppress(OSError):  # another process was faster, or has it open
                    path.unlink()

    def _files(self) -> Iterator[tuple[int, int, Path]]:
        for path in self.folder.iterdir():
            if path.suffix in (".npz", ".part"):
                with contextlib.suppress(OSError):
                    found = path.stat()
                    yield found.st_mtime_ns, found.st_size, path


def _default_folder() -> Path:
    named = os.environ.get(FOLDER_VARIABLE)
    return Path(named) if named else Path(platformdirs.user_cache_dir("roundsman")) / "travel"
