import json
import subprocess
import sys

from tests.tags.conftest import CONFIG

ROWS = [
    {
        "id": "a",
        "title": "EEUU e Irak negocian",
        "text": "MADRID, 25 Jul. (EUROPA PRESS) - Irak lo ha confirmado.",
        "own": 7,
    },
    {"id": "b", "title": "Fire in Birmingham", "text": "Police in Birmingham said so.", "source_country": "gb"},
    {"id": "c", "title": "Gol", "text": None, "language": "es-MX"},
]


def run(lines, *args):
    command = [sys.executable, "-c", "from crawler.cli import main; main()", "--config", str(CONFIG), "tag", *args]
    return subprocess.run(command, input="\n".join(lines), capture_output=True, text=True, check=False)


def test_rows_come_back_in_order_with_their_tags(tmp_path):
    file = tmp_path / "rows.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in ROWS), encoding="utf-8")
    done = run([], str(file))
    assert (done.returncode, done.stderr) == (0, "")
    a, b, c = map(json.loads, done.stdout.splitlines())
    assert (a["id"], a["own"], a["agency"], set(a["countries"])) == ("a", 7, "europapress", {"US", "IQ"})
    assert (b["countries"], b["language"], b["agency"], b["places"]) == (["GB"], "en", None, ["Birmingham"])
    assert (c["language"], c["countries"], c["text"]) == ("es", [], None)
    names = {"language", "countries", "countries_mentioned", "places", "people", "organisations", "topics", "agency"}
    assert all(names <= row.keys() for row in (a, b, c))


def test_a_bad_row_is_named_and_the_others_go_on():
    good = json.dumps(ROWS[1])
    bad = ["not json", "[1]", '{"id": "x"}', '{"id": "x", "title": 3}', '{"title": "x", "keywords": "y"}']
    done = run([good, *bad, "", good], "-")
    assert done.returncode == 1
    assert len(done.stdout.splitlines()) == 2
    assert [line.split(":")[1].strip() for line in done.stderr.splitlines()] == [f"line {n}" for n in range(2, 7)]
