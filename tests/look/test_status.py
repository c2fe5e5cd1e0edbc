from __future__ import annotations

from datetime import UTC, datetime

import orjson
import pytest
from click.testing import CliRunner
from generate_catalogue import END

from crawler.cli import Folders, presswatch
from crawler.cli.health_report import status_of
from crawler.lock import FolderLock


@pytest.fixture
def folders(generated, tmp_path) -> Folders:
    """The generated catalogue with two configured sources, in Madrid."""
    (tmp_path / "presswatch.toml").write_text('timezone = "Europe/Madrid"\n')
    (tmp_path / "sources.toml").write_text(
        "".join(
            f'[{name}]\nname = "{name}"\ndomains = ["{name}.example"]\nfeeds = ["https://{name}.example/rss.xml"]\n'
            for name in ("the-lantern", "never-asked")
        )
    )
    return Folders(config=tmp_path, data=generated, data_given=True)


def test_the_report_counts_sources_urls_and_articles(folders):
    report = status_of(folders, lambda: END)
    assert report["sources"] == {"enabled": 2, "ok": 11, "failing": 1, "never_polled": 1}
    assert (report["urls"]["held"], report["urls"]["failed"], report["urls"]["wanted"]) == (5, 5, 5)
    assert report["articles"]["stored"] == report["articles"]["last_7_days"] == report["urls"]["stored"]
    assert 0 < report["articles"]["today"] < report["articles"]["stored"]
    assert report["disk_bytes"] > 500_000
    assert report["documents"][0]["reason"] == "http_error"


def test_today_is_a_day_of_the_configured_zone(folders):
    late = datetime(2025, 3, 20, 23, 30, tzinfo=UTC)  # already the 21st in Madrid
    assert status_of(folders, lambda: late)["articles"]["today"] == 0


def test_a_running_crawler_is_seen_by_its_lock_and_its_end_too(folders, generated):
    lock = FolderLock(generated, "run")
    assert status_of(folders, lambda: END)["crawler"]["command"] == "run"
    lock.close()
    assert status_of(folders, lambda: END)["crawler"] is None


def test_failing_sources_are_listed_with_reason_and_next_poll(folders):
    arguments = ["--config", str(folders.config), "--data", str(folders.data), "status"]
    shown = CliRunner().invoke(presswatch, arguments, catch_exceptions=False).stdout
    assert "http_error: 503 Service Unavailable (4 times in a row; next poll 2025-03-20 13:07)" in shown
    as_json = CliRunner().invoke(presswatch, [*arguments, "--json"], catch_exceptions=False).stdout
    assert orjson.loads(as_json)["timezone"] == "Europe/Madrid"


@pytest.mark.parametrize("by", ["day", "source", "language", "country", "topic", "agency", "outcome", "kind"])
def test_stats_add_up(generated, by):
    arguments = ["--data", str(generated), "stats", "--by", by, "--json"]
    rows = CliRunner().invoke(presswatch, arguments, catch_exceptions=False).stdout.splitlines()
    total = sum(orjson.loads(row)["count"] for row in rows)
    stored = sum(
        orjson.loads(row)["count"]
        for row in CliRunner().invoke(presswatch, [*arguments[:-2], "kind", "--json"]).stdout.splitlines()
    )
    assert total == (stored + 20 if by == "outcome" else stored)


def test_stats_since_the_future_are_empty(generated):
    for by in ("day", "country", "outcome"):
        done = CliRunner().invoke(presswatch, ["--data", str(generated), "stats", "--by", by, "--since", "2030-01-01"])
        assert (done.exit_code, done.stdout) == (0, "")
