"""A study's folder while it is worked in: on the disk of whichever machine, and kept in the database.

A case that was lived through is a file. Kept in the database it is there wherever the study goes on, is in each
backup, and takes no setting that several machines would have to share.
"""

from collections.abc import Iterator
from pathlib import Path

from api.clock import Clock
from api.store.audit import Author
from api.store.engine import Store
from api.store.studies import files_of, put_file

_LEFT_OUT = frozenset({"differences.parquet", "measures.parquet"})
"""What says again what other tables say."""

_Stamp = tuple[int, int]


class KeptFolder:
    """A folder whose files are kept.

    Parameters
    ----------
    study : str
        The study's id.
    path : Path
        An empty folder on this machine.
    """

    def __init__(self, store: Store, clock: Clock, study: str, path: Path) -> None:
        self.path = path
        self._store, self._clock, self._study = store, clock, study
        self._kept: dict[str, _Stamp] = {}

    def fetch(self) -> None:
        """Put all files that are kept into the folder."""
        with self._store.reading() as session:
            for name, content in files_of(session, self._study):
                file = self.path / name
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(content)
        self._kept = dict(self._present())

    def keep(self) -> None:
        """Keep what is new in the folder, or has changed."""
        present = dict(self._present())
        new = [name for name, stamp in present.items() if self._kept.get(name) != stamp]
        if not new:
            return
        with self._store.writing(Author("worker", self._clock)) as session:
            for name in new:
                put_file(session, self._study, name, (self.path / name).read_bytes())
        self._kept = present

    def _present(self) -> Iterator[tuple[str, _Stamp]]:
        """The files that are whole: what is being written begins with a dot."""
        for file in sorted(self.path.rglob("*")):
            if file.is_file() and file.name not in _LEFT_OUT and not file.name.startswith("."):
                state = file.stat()
                yield file.relative_to(self.path).as_posix(), (state.st_size, state.st_mtime_ns)
