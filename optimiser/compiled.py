"""How the kernels are compiled, and where the machine code is kept between runs.

numba renews the machine code of a function when the function's own file changes, but not when a function that it calls
does. So the cache lies in a folder named after a hash of all kernel sources, below the user's cache: a new version
never runs old code, and a read-only installation works too.
"""

import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numba
import platformdirs

_HERE = Path(__file__).parent
_READ_BY_KERNELS = ("compiled.py", "facts.py", "underway.py")  # no kernels in them, yet kernels are made of them


def _sources() -> list[Path]:
    return sorted([*_HERE.glob("*.py"), *(_HERE / "search").glob("*.py"), *(_HERE / "horizon").glob("*.py")])


def _fingerprint() -> str:
    digest = hashlib.sha256(f"{numba.__version__} {platformdirs.__version__}".encode())
    for path in _sources():
        text = path.read_bytes()
        if b"optimiser.compiled import" in text or path.name in _READ_BY_KERNELS:
            digest.update(path.name.encode() + text)
    return digest.hexdigest()[:16]


def _folder() -> Path:
    chosen = os.environ.get("ROUNDSMAN_CACHE_DIR") or platformdirs.user_cache_dir("roundsman")
    return Path(chosen) / "kernels" / _fingerprint()


FOLDER = _folder()
"""Where the machine code lies."""

numba.config.CACHE_DIR = str(FOLDER)

Function = Callable[..., Any]


def kernel(function: Function) -> Function:
    """Compile a function to machine code that runs without the interpreter's lock.

    The kernels never allocate, so numba's reference counting is off (``_nrt``): with it, each call cost three times as
    much.
    """
    return numba.njit(cache=True, nogil=True, error_model="numpy", _nrt=False)(function)


def inlined(function: Function) -> Function:
    """As :func:`kernel`, and always inlined: passing dozens of arrays costs more than what these functions do."""
    return numba.njit(cache=True, nogil=True, error_model="numpy", _nrt=False, forceinline=True)(function)
