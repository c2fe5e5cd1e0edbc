from __future__ import annotations

import sqlite3
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import orjson
import pytest
from click.testing import CliRunner

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))

from generate_catalogue import Filling, add, generate
from hostile_article import HOSTILE

from crawler.archive import Archive
from crawler.cli import presswatch
from crawler.warc import PageRecord
from pipelines.article import PageRef, article_from_json
from pipelines.store.captures import Capture, note
from pipelines.store.reading.opening import reading


@pytest.fixture(scope="session")
def stored(tmp_path_factory) -> Path:
    """A catalogue of 300 invented articles and a hostile one."""
    folder = tmp_path_factory.mktemp("exported")
    generate(folder, articles=300)
    db = sqlite3.connect(folder / "presswatch.db")
    with db:
        add(Filling(db=db, key=db.execute("SELECT max(key) FROM articles").fetchone()[0]), HOSTILE)
    db.close()
    return folder


@pytest.fixture(scope="session")
def kept(stored) -> list[dict]:
    """The newest versions, newest first, as the catalogue's rows and lines say."""
    with reading(stored) as db:
        rows = db.execute(
            "SELECT line, agency, story, duplicate_of FROM articles WHERE latest"
            " ORDER BY min(coalesce(published, first_seen), fetched) DESC, key DESC"
        ).fetchall()
    return [orjson.loads(r["line"]) | {k: r[k] for k in ("agency", "story", "duplicate_of")} for r in rows]


@pytest.fixture
def exported(stored, tmp_path):
    """Runs `presswatch export --format F ...` on the catalogue; returns the file."""

    def run(form: str, *arguments: str, data: Path = stored) -> Path:
        out = tmp_path / f"out.{form}"
        command = ["--data", str(data), "export", "--format", form, "--out", str(out), *arguments]
        CliRunner().invoke(presswatch, command, catch_exceptions=False)
        assert not out.with_name(out.name + ".part").exists()
        return out

    return run


@pytest.fixture
def evidence(tmp_path) -> tuple[Path, str, list[PageRecord]]:
    """A catalogue in which a story of several articles has its raw pages: (folder, id of the story, pages)."""
    folder = tmp_path / "data"
    generate(folder, articles=60)
    db = sqlite3.connect(folder / "presswatch.db")
    db.row_factory = sqlite3.Row
    query = "SELECT story FROM articles WHERE latest GROUP BY story HAVING count(*) BETWEEN 3 AND 9 LIMIT 1"
    story = db.execute(query).fetchone()["story"]
    archive = Archive(folder / "pages", clock=lambda: datetime(2025, 3, 20, tzinfo=UTC))
    pages = []
    rows = db.execute("SELECT id, line FROM articles WHERE story = ? AND latest", (story,)).fetchall()
    for number, row in enumerate(rows):
        article = replace(article_from_json(orjson.loads(row["line"])), page=None)
        body = f"<h1>{article.title}</h1>".encode() if number else b"<p>one and the same</p>"
        for url in (article.url,) if number else (article.url, article.url + "?again=1"):
            page = PageRecord(url=url, status_line="HTTP/1.1 200 OK", body=body, fetched=article.fetched,
                headers=[("Content-Type", "text/html; charset=utf-8")],
                request_headers=[("Host", "an.example"), ("Cookie", "secret=1")])  # fmt: skip
            ref, repeated = archive.keep(page)
            note(db, Capture(page=PageRef(warc=ref.warc, offset=ref.offset), id=article.id, original=repeated))
            pages.append(page)
    archive.close()
    db.commit()
    db.close()
    return folder, story, pages
