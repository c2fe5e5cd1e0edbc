from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

sys.path += [str(Path(__file__).parents[1] / name) for name in ("benchmarks", "look")]

from crawler.folder import HeldFolder
from pipelines.fingerprint import fingerprint
from pipelines.settle import settle
from pipelines.settling import Settling
from pipelines.store.files import LineFiles

NOW = datetime(2025, 3, 20, 9, 0, tzinfo=UTC)


class Archive:
    """A data folder into which articles are settled as the writer does it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.held = HeldFolder(folder, "crawl", clock=lambda: NOW)
        self.db = self.held.db

    def settle(self, article, **more) -> Settling:
        """Take an article through SETTLE, in a transaction of its own."""
        self.db.execute("BEGIN IMMEDIATE")
        settling = Settling(
            article=article, fingerprint=fingerprint(article.text), db=self.db, now=article.fetched, **more
        )
        settle(settling)
        self.db.execute("COMMIT")
        LineFiles(self.folder).append(settling.lines)
        return settling

    def rows(self, query: str, *values) -> list[dict]:
        return [dict(row) for row in self.db.execute(query, values)]


@pytest.fixture
def archive(tmp_path) -> Archive:
    archive = Archive(tmp_path / "data")
    yield archive
    archive.held.close()
