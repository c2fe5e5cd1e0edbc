from __future__ import annotations

import os
import pty
import re
import subprocess
import sys

import orjson
import pytest
from click.testing import CliRunner
from generate_catalogue import add
from told_articles import article

from crawler.cli import presswatch
from pipelines.article import Topic
from pipelines.errors import FolderError, PresswatchError

HOSTILE = "\x1b[2J\x1b]0;owned\x07Título\r\nERROR forged line\u202eoculto\x9b31m"


def run(folder, *arguments: str) -> str:
    result = CliRunner().invoke(presswatch, ["--data", str(folder), *arguments], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


def on_terminal(folder, *arguments: str) -> str:
    """Output of the real program on a pseudo-terminal."""
    main, other = pty.openpty()
    command = [sys.executable, "-c", "from crawler.cli import main; main()", "--data", str(folder), *arguments]
    process = subprocess.Popen(command, stdout=other, env={**os.environ, "COLUMNS": "100"})
    os.close(other)
    output = b""
    try:
        while piece := os.read(main, 65536):
            output += piece
    except OSError:  # how Linux says that the other side is closed
        pass
    os.close(main)
    assert process.wait() == 0
    return output.decode()


def test_list_prints_a_row_an_article_with_its_copies_folded(told_twice):
    rows = [line.split("\t") for line in run(told_twice, "list").splitlines()]
    assert [row[0] for row in rows] == ["cccccc03", "aaaaaa01", "dddddd04"]
    assert rows[1][5:7] == ["1", "El acuerdo de pesca, firmado"]
    assert len(run(told_twice, "list", "--copies").splitlines()) == 4


@pytest.mark.parametrize(("options", "ids"), [
    (["--source", "the-lantern"], ["cccccc03"]), (["--language", "en"], ["cccccc03"]),
    (["--country", "gb"], ["cccccc03"]), (["--since", "1h"], []), (["--limit", "1"], ["cccccc03"]),
    (["--topic", "20000638"], ["aaaaaa01"]), (["--agency", "efe"], ["bbbbbb02"]),
    (["--day", "2025-03-19"], ["dddddd04"]),
    (["--story", "aaaaaa01"], ["cccccc03", "aaaaaa01"]), (["--since", "2025-03-20T09:00:00"], ["cccccc03"]),
])  # fmt: skip
def test_list_narrows(told_twice, options, ids):
    assert [line.split("\t")[0] for line in run(told_twice, "list", *options).splitlines()] == ids


def test_json_lines_hold_the_present_values(told_twice, filling):
    filling.db.execute("UPDATE articles SET agency = 'afp', story = 'dddddd04' WHERE id = 'dddddd04'")
    filling.db.commit()
    held = orjson.loads(run(told_twice, "list", "--day", "2025-03-19", "--json"))
    assert (held["agency"], held["story"], held["text"]) == ("afp", "dddddd04", "Nada más que contar.")


@pytest.mark.parametrize("given", ["aaaaaa01", "aaaaaa", "https://el-faro-azul.example/aaaaaa01?utm_source=x"])
def test_show_takes_an_id_its_beginning_or_a_url(told_twice, given):
    assert orjson.loads(run(told_twice, "show", given, "--json"))["id"] == "aaaaaa01"
    assert run(told_twice, "show", given, "--text") == "La ministra firmó en Río Manso.\n"


def test_show_says_what_is_wrong_with_an_id(told_twice, filling):
    add(filling, article("aaaaaa09", "Otro"))
    filling.db.execute("UPDATE urls SET state = 'rejected', reason = 'empty' WHERE id = 'dddddd04'")
    filling.db.execute("DELETE FROM articles WHERE id = 'dddddd04'")
    filling.db.commit()
    for given, cause in {
        "aaaaaa": "begins 2 ids", "aaa": "fewer than 6", "zzzzzzz": "nothing is stored",
        "https://x.example/": "nothing is stored",
        "https://el-faro-azul.example/dddddd04": "rejected, empty", "https://": "names no host",
    }.items():  # fmt: skip
        with pytest.raises(PresswatchError, match=cause):
            run(told_twice, "show", given)


def test_why_tells_provenance_and_what_was_learned_later(told_twice, filling):
    filling.db.execute(
        "INSERT INTO changes (at, id, field, old, new, why, file, file_offset, line) VALUES "
        "('2025-03-21T10:00:00+00:00', 'aaaaaa01', 'agency', 'null', '\"efe\"', 'a copy names it', 'f', 0, x'')"
    )
    filling.db.commit()
    shown = run(told_twice, "show", "aaaaaa01", "--why")
    assert "title                jsonld" in shown
    assert "agency: None -> efe  (a copy names it)" in shown
    assert orjson.loads(run(told_twice, "show", "aaaaaa01", "--why", "--json"))["changes"][0]["new"] == "efe"


def test_why_lists_the_words_that_earned_each_tag(told_twice, filling):
    disaster = Topic(code="medtop:03000000", label="disaster, accident and emergency incident", score=0.8)
    text = "El terremoto despertó a media España. Los bomberos llegaron de Portugal antes del alba."
    add(filling, article("eeeeee05", "Terremoto en España", text, countries=["ES"], countries_mentioned=["ES", "PT"],
                         topics=[disaster]))  # fmt: skip
    filling.db.commit()
    shown = run(told_twice, "show", "eeeeee05", "--why")
    assert "about ES: España" in shown
    assert "mentions PT: Portugal" in shown
    (topic,) = [line for line in shown.splitlines() if disaster.code in line]
    assert "terremoto" in topic
    assert "bomberos" in topic
    words = orjson.loads(run(told_twice, "show", "eeeeee05", "--why", "--json"))["words"]
    assert words["countries"] == {"ES": ["España"]}


def test_why_says_so_where_the_lists_of_today_would_not_give_a_tag(told_twice, filling):
    sport = Topic(code="medtop:15000000", label="sport", score=0.8)
    add(filling, article("ffffff06", "Sin novedad", topics=[sport], countries=["ES"]))
    filling.db.commit()
    shown = run(told_twice, "show", "ffffff06", "--why")
    assert "topic sport (medtop:15000000): none by the rules of today" in shown
    assert "about ES: no name of it by the lists of today" in shown


def test_lineage_is_drawn_in_both_directions(told_twice):
    first = run(told_twice, "show", "aaaaaa01", "--lineage")
    copied = r"├── was copied by \(copy, 0.\d\d\) la-voz-serrana: El acuerdo de pesca, firmado  bbbbbb02"
    assert re.search(copied, first)
    assert "└── is credited by (credit_url, 0.90) the-lantern: Fishing accord signed  cccccc03" in first
    assert "└── credits (credit_url, 0.90) el-faro-azul" in run(told_twice, "show", "cccccc03", "--lineage")


def test_texts_that_credit_each_other_end(told_twice, filling):
    filling.db.execute(
        "INSERT INTO credits (article, position, kind, target, evidence, confidence) "
        "VALUES ('aaaaaa01', 0, 'byline', 'cccccc03', 'x', 1)"
    )
    filling.db.commit()
    assert run(told_twice, "show", "aaaaaa01", "--lineage").count("cccccc03") == 1


def test_stories_fold_copies(told_twice):
    rows = [line.split("\t") for line in run(told_twice, "stories").splitlines()]
    assert rows[0] == ["aaaaaa01", "2025-03-20T08:00:00+00:00", "3", "1", "el-faro-azul", "efe", "es,en", "ES,GB",
                       "El acuerdo de pesca, firmado"]  # fmt: skip
    assert orjson.loads(run(told_twice, "stories", "--limit", "1", "--json"))["outlets"] == 3


@pytest.mark.parametrize("arguments", [
    ["list"], ["stories"], ["search", "acero"], ["show", "eeeeee05"], ["show", "eeeeee05", "--text"], ["status"],
    ["show", "eeeeee05", "--why", "--lineage"], ["list", "--json"], ["show", "eeeeee05", "--json"],
    ["stats", "--by", "source"],
])  # fmt: skip
def test_stored_text_cannot_steer_a_terminal(filling, tmp_path, arguments):
    text = "acero " + HOSTILE.replace("\n", "")
    add(filling, article("eeeeee05", HOSTILE, text, authors=[HOSTILE], source="s" + HOSTILE, story="eeeeee05",
                         provenance={"title": HOSTILE}))  # fmt: skip
    filling.db.commit()
    ours = on_terminal(tmp_path / "data", *arguments)
    plain = run(tmp_path / "data", *arguments)
    for forbidden in ("\x1b[2J", "\x1b]0", "\x07", "\u202e", "\x9b", "\nERROR"):
        assert forbidden not in ours
        assert forbidden not in plain
    assert "\x1b" not in plain


def test_json_of_hostile_text_is_lossless(filling, tmp_path):
    add(filling, article("eeeeee05", HOSTILE + "\U000e0041"))
    filling.db.commit()
    assert orjson.loads(run(tmp_path / "data", "list", "--json"))["title"] == HOSTILE + "\U000e0041"


def test_matches_are_set_off_on_a_terminal(told_twice):
    assert "\x1b[1;33mvendimia\x1b[0m" in on_terminal(told_twice, "search", "VENDIMIA")


def test_wrong_use_is_one_line_and_exit_code_2(told_twice, tmp_path):
    for arguments in (["--data", str(tmp_path / "none"), "list"], ["--data", str(told_twice), "search", "a OR"]):
        command = [sys.executable, "-c", "from crawler.cli import main; main()", *arguments]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 2
        assert done.stderr.startswith("error: ")
        assert done.stderr.count("\n") == 1


def test_a_damaged_catalogue_is_said_to_be_one(told_twice, filling):
    filling.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    filling.db.close()
    path = told_twice / "presswatch.db"
    whole = path.read_bytes()
    path.write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))
    with pytest.raises(FolderError, match=r"damaged|malformed|cannot open"):
        run(told_twice, "list")
    path.write_bytes(b"not a database at all" * 500)
    with pytest.raises(PresswatchError, match="not a database"):
        run(told_twice, "status")


def test_reading_goes_on_beside_a_writer_and_changes_nothing(told_twice, filling):
    filling.db.execute("BEGIN IMMEDIATE")
    add(filling, article("ffffff06", "Sin confirmar"))
    assert "ffffff06" not in run(told_twice, "list")
    filling.db.commit()
    assert "ffffff06" in run(told_twice, "list")


@pytest.mark.parametrize("command", [["status"], ["list"], ["search", "puente"], ["stories"], ["stats"]])
def test_nothing_heavy_is_imported(generated, command):
    code = (
        "import sys, click; from crawler.cli import presswatch\n"
        f"presswatch(['--data', {str(generated)!r}, *{command!r}], standalone_mode=False)\n"
        "heavy = {'scrapy', 'trafilatura', 'rich', 'starlette', 'jinja2', 'lxml', 'asyncio'} & set(sys.modules)\n"
        "assert not heavy, heavy"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
