"""Making the files of lines anew from the catalogue."""

from __future__ import annotations

from dataclasses import dataclass

from crawler.folder import HeldFolder
from crawler.keeping.finishing import finish
from pipelines.store.rebuilding import differing, lay_out


@dataclass(frozen=True, slots=True, kw_only=True)
class Rebuilt:
    """What a rebuilding did."""

    files: int
    """How many files of lines there are."""
    paths: tuple[str, ...]
    """Those that were not as the catalogue says, and are now."""


def rebuild(held: HeldFolder) -> Rebuilt:
    """Bring every file of lines, byte for byte, to what the catalogue says."""
    paths = differing(held.db, held.path)
    for path in paths:
        held.db.execute("BEGIN IMMEDIATE")
        try:
            lay_out(held.db, held.path, path)
        except BaseException:
            held.db.execute("ROLLBACK")
            raise
        held.db.execute("COMMIT")
        finish(held.db, held.path)
    (files,) = held.db.execute("SELECT count(*) FROM files WHERE path NOT LIKE 'pages/%'").fetchone()
    return Rebuilt(files=int(files), paths=tuple(paths))
