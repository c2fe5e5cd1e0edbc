import json
import subprocess
import sys

import pytest
import wire


def presswatch(*args, stdin=""):
    command = [sys.executable, "-c", "from crawler.cli import main; main()", *args]
    return subprocess.run(command, input=stdin, capture_output=True, text=True, check=False, timeout=60)


def row(id_, title, text, **more):
    return json.dumps({"id": id_, "url": f"https://{id_}.example/", "title": title, "text": text, **more}) + "\n"


def answers(run):
    return {answer["id"]: answer for answer in map(json.loads, run.stdout.splitlines())}


def test_rows_come_back_in_order_with_their_originals():
    rows = row("b", "Barco", wire.FERRY) + row("s", wire.DROUGHT_TITLE, wire.DROUGHT)
    rows += row("t", "Sequía", "SORIA, 14 May. (ANP) - " + wire.DROUGHT)
    run = presswatch("dedup", "-", stdin=rows)
    assert (run.returncode, run.stderr) == (0, "")
    assert [json.loads(line) for line in run.stdout.splitlines()] == [
        {"id": "b", "duplicate_of": None, "kind": None, "score": None, "story": "b"},
        {"id": "s", "duplicate_of": None, "kind": None, "score": None, "story": "s"},
        {"id": "t", "duplicate_of": "s", "kind": "copy", "score": 1.0, "story": "s"},
    ]


def test_a_later_row_with_an_earlier_date_is_the_original(tmp_path):
    file = tmp_path / "rows.jsonl"
    file.write_text(
        row("copia", "Sequía", wire.DROUGHT, published="2031-05-14T10:00:00+02:00")
        + row("original", wire.DROUGHT_TITLE, wire.DROUGHT, published="2031-05-14T07:30:00Z")
    )
    found = answers(presswatch("dedup", str(file)))
    assert found["original"]["duplicate_of"] is None
    assert found["copia"]["duplicate_of"] == "original"
    assert found["copia"]["story"] == found["original"]["story"] == "copia"


def test_bad_rows_are_named_and_the_others_go_on():
    good = row("s", wire.DROUGHT_TITLE, wire.DROUGHT)
    bad = ["{\n", "[1]\n", '{"id": 5}\n', '{"text": "x"}\n', row("d", "T", "x", published="ayer"), good]
    run = presswatch("dedup", "-", stdin=good + "\n" + "".join(bad) + row("t", "Sequía", wire.DROUGHT))
    assert run.returncode == 1
    assert list(answers(run)) == ["s", "t"]
    assert [line.split(":")[1].strip() for line in run.stderr.splitlines()] == [f"line {n}" for n in range(3, 9)]


def test_no_rows_give_no_answer():
    run = presswatch("dedup", "-")
    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")


def test_keys_are_printed_one_a_line_and_bad_urls_named():
    run = presswatch("url-key", "https://www.a.example/x/?utm_source=y", "nada", "http://m.b.example/2")
    assert run.returncode == 1
    assert run.stdout == "1:a.example/x\n\n1:b.example/2\n"
    assert run.stderr.startswith("error: URL cannot be used: 'nada'")


@pytest.mark.parametrize("module", ["scrapy", "trafilatura"])
def test_the_commands_do_not_load(module):
    code = f"import sys, crawler.cli.dedup; sys.exit({module!r} in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
