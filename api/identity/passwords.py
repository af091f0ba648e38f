"""Passwords: what a good one is, and how it is kept and checked. Argon2 takes its time and memory on purpose."""

import asyncio
import os
from concurrent.futures import ThreadPoolExecutor
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from optimiser import Fault

SHORTEST = 12
LONGEST = 200
_HASHER = PasswordHasher()
# Threads of its own: signing in holds up neither the event loop nor other requests, and takes bounded memory.
_THREADS = ThreadPoolExecutor(min(4, os.cpu_count() or 1), thread_name_prefix="passwords")


def password_faults(password: str, name: str, path: str) -> list[Fault]:
    """Tell what is wrong with a new password; the password itself is never shown.

    Parameters
    ----------
    password, name : str
        The new password, and the name it is for.
    path : str
        Where in the request the password stands.
    """
    if not SHORTEST <= len(password) <= LONGEST:
        message = f"it has {len(password)} characters; give {SHORTEST} to {LONGEST}: a few words do well"
        return [Fault(path, "weak_password", message)]
    if name.strip() and password.casefold().replace(name.strip().casefold(), "").strip() == "":
        return [Fault(path, "weak_password", "it is nothing but the name; choose something that nobody guesses")]
    if len(set(password)) < SHORTEST // 3:
        return [Fault(path, "weak_password", "it repeats a few characters; choose something that nobody guesses")]
    return []


async def hashed(password: str) -> str:
    """Hash a password, off the event loop."""
    return await asyncio.get_running_loop().run_in_executor(_THREADS, _HASHER.hash, password)


async def matches(password: str, password_hash: str | None) -> bool:
    """Check a password, off the event loop; where there is none to check against, it takes as long and is wrong."""
    return await asyncio.get_running_loop().run_in_executor(_THREADS, _matches, password, password_hash)


def _matches(password: str, password_hash: str | None) -> bool:
    try:
        _HASHER.verify(password_hash or _hash_of_nobody(), password)
    except (VerificationError, InvalidHashError):
        return False
    return password_hash is not None


@cache
def _hash_of_nobody() -> str:
    return _HASHER.hash(os.urandom(16).hex())
