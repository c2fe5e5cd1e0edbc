"""watch, mark and stats --by watchlist, on a real folder."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC

import orjson
import pytest
from click.testing import CliRunner
from told_articles import article

from crawler.cli import presswatch
from pipelines.errors import ConfigurationError, PresswatchError
from pipelines.querying.errors import QueryError
from pipelines.watchlists import Watchlist
from pipelines.watchlists_matching import percolator_of

QUERY = 'pesca OR "río manso" OR cuota'


@pytest.fixture
def folders(archive, tmp_path) -> list[str]:
    """A configuration with a watchlist, and four articles of two stories, which it caught as they came."""
    config = tmp_path / "conf"
    config.mkdir()
    tables = f"[mar]\nname = 'Todo el mar'\nquery = '{QUERY}'\n[off]\nquery = 'sol'\nenabled = false\n"
    (config / "watchlists.toml").write_text(tables, encoding="utf-8")
    asked = percolator_of([Watchlist(id="mar", name="mar", query=QUERY)], UTC)
    points = (f"La ministra firmó en Río Manso el punto {n}, que vale {n * 37} euros." for n in range(40))
    text = " ".join(points)
    for number, (title, body, at) in enumerate([
        ("El acuerdo de PESCA", text, "2025-02-27T08:00:00+00:00"), ("La cuota", "Sube.", "2025-03-20T08:00:00+00:00"),
        ("El acuerdo de PESCA", text, "2025-02-27T09:00:00+00:00"), ("El sol", "Sale.", "2025-03-20T09:00:00+00:00"),
    ]):  # fmt: skip
        told = article(f"aaaaaa0{number}", title, body, published=at, fetched=at, first_seen=at, source=f"s{number}",
                       content_hash=f"{title}{number}")  # fmt: skip
        archive.settle(told, watchlists=asked)
    return ["--config", str(config), "--data", str(archive.folder)]


def run(folders, *arguments: str):
    result = CliRunner().invoke(presswatch, [*folders, *arguments], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result


def rows(folders, *arguments: str) -> list[list[str]]:
    return [line.split("\t") for line in run(folders, *arguments).stdout.splitlines()]


def test_a_test_shows_what_would_be_caught_and_by_which_words(folders):
    tested = run(folders, "watch", "test", "mar", "--since", "2025-02-01")
    assert [(row[0], row[-1]) for row in (line.split("\t") for line in tested.stdout.splitlines())] == [
        ("aaaaaa01", "cuota"), ("aaaaaa02", 'pesca; "río manso"'), ("aaaaaa00", 'pesca; "río manso"'),
    ]  # fmt: skip
    assert tested.stderr == "3 articles in 2 stories, 1 of them copies\n"
    assert [row[0] for row in rows(folders, "watch", "test", "mar", "--since", "2025-03-01")] == ["aaaaaa01"]


def test_a_test_marks_the_words_and_takes_any_query(folders):
    line = run(folders, "watch", "test", "--query", "title:acuerdo -s0 source:s0", "--since", "2025-01-01", "--json")
    told = orjson.loads(line.stdout)
    assert told["terms"] == ["title:acuerdo"]
    told = orjson.loads(run(folders, "watch", "test", "--query", "rio NEAR manso source:s0", "--since", "2025-01-01",
                            "--json").stdout)  # fmt: skip
    assert [part["text"] for part in told["excerpt"] if part["hit"]][:2] == ["Río", "Manso"]


def test_nothing_is_written_by_a_test(folders, archive):
    before = archive.rows("SELECT * FROM watch_hits")
    run(folders, "watch", "test", "mar", "--since", "2025-01-01")
    assert archive.rows("SELECT * FROM watch_hits") == before


@pytest.mark.parametrize(("arguments", "error"), [
    (["mor"], ConfigurationError), (["--query", "a AND"], QueryError), (["--query", "-sol"], QueryError),
])  # fmt: skip
def test_a_test_of_what_is_none_is_refused(folders, arguments, error):
    with pytest.raises(error):
        run(folders, "watch", "test", *arguments)


def test_the_list_tells_what_each_caught(folders):
    run(folders, "mark", "aaaaaa00", "relevant")
    assert rows(folders, "watch", "list") == [
        ["mar", "Todo el mar", "normal", "", "3", "2025-03-20T08:00:00+00:00", "1.000"],
        ["off", "off", "normal", "", "0", "", ""],
    ]


def test_precision_is_told_by_month_and_by_the_latest_decision(folders):
    for ident, decision, *more in (
        ("aaaaaa00", "irrelevant"), ("aaaaaa00", "relevant", "--by", "bo"), ("aaaaaa02", "irrelevant"),
        ("aaaaaa01", "relevant", "--watchlist", "mar"), ("aaaaaa03", "irrelevant"),
    ):  # fmt: skip
        run(folders, "mark", ident, decision, *more)
    assert rows(folders, "stats", "--by", "watchlist") == [
        ["mar", "2025-02", "2", "1", "1", "0.500"], ["mar", "2025-03", "1", "1", "0", "1.000"],
    ]  # fmt: skip
    run(folders, "mark", "aaaaaa01", "undo", "--watchlist", "mar")
    (told,) = map(orjson.loads, run(folders, "stats", "--by", "watchlist", "--since", "2025-03-01", "--json")
                  .stdout.splitlines())  # fmt: skip
    assert told == {"watchlist": "mar", "month": "2025-03", "caught": 1, "relevant": 0, "irrelevant": 0,
                    "precision": None}  # fmt: skip


def test_a_decision_is_told_by_show(folders):
    run(folders, "mark", "https://el-faro-azul.example/aaaaaa00", "relevant", "--label", "lead", "--by", "ana")
    (change,) = orjson.loads(run(folders, "show", "aaaaaa00", "--why", "--json").stdout)["changes"][-1:]
    assert (change["field"], change["new"]["label"], change["why"]) == ("mark", "lead", "marked by ana")


def test_a_mark_that_would_count_nowhere_is_refused(folders, archive):
    for arguments in (["aaaaaa00", "relevant", "--watchlist", "mor"], ["zzzzzz", "relevant"]):
        with pytest.raises(PresswatchError):
            run(folders, "mark", *arguments)
    assert archive.rows("SELECT * FROM marks") == []


@pytest.mark.parametrize("command", [["search", "cuota"], ["watch", "test", "mar"], ["mark", "aaaaaa00", "relevant"]])
def test_nothing_heavy_is_loaded(folders, command):
    code = (
        "import sys; from crawler.cli import presswatch\n"
        f"presswatch({[*folders, *command]!r}, standalone_mode=False)\n"
        "heavy = {'scrapy', 'trafilatura', 'twisted', 'lxml', 'rich', 'numpy'} & set(sys.modules)\n"
        "assert not heavy, heavy"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
