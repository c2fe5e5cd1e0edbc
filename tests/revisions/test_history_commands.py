"""diff, list --edits and search --history, on a catalogue written by the real stages."""

import json
import subprocess
import sys
import time
from dataclasses import replace

import pytest
from click.testing import CliRunner
from revised_texts import AT, BRIDGE, DATELINE, FERRY, LATER, after, version

from crawler.cli import presswatch
from pipelines.fingerprint import fingerprint
from pipelines.revising.judging import Earlier
from pipelines.settle import settle
from pipelines.settling import Settling
from pipelines.store import comparing
from pipelines.store.catalogue import open_catalogue
from pipelines.text import content_hash

NOON = "2031-03-10T12:00:00+00:00"
NIGHT = "2031-03-10T22:00:00+00:00"


def take(db, article, *, now, reread=False):
    """A reading into the catalogue, its stored version read by the same reader."""
    article = replace(article, content_hash=content_hash(article.title, article.text), fetched=now)
    stored = comparing.newest(db, article.id)
    earlier = stored and Earlier(
        revision=stored.article.revision, article=stored.article, how="both pages read by template 3", verified=True
    )
    settling = Settling(
        article=article, fingerprint=fingerprint(article.text), db=db, now=now, reread=reread,
        judged=comparing.judged(db, article, earlier),
    )  # fmt: skip
    settle(settling)
    return settling


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """The bridge: reread by us, silently changed, its quote dropped, put back; the ferry: a test of headlines."""
    folder = tmp_path_factory.mktemp("history") / "data"
    folder.mkdir()
    db = open_catalogue(folder)
    bridge = version(BRIDGE, agency="efe", dateline=DATELINE, provenance={"agency": "dateline"})
    ferry = version(FERRY, id="f" * 32, url="https://elpuerto.example/2", title="Ferry runs aground off Skerray")
    with db:
        db.execute("BEGIN")
        take(db, replace(bridge, text=BRIDGE + "\nSuscríbase a nuestra carta de la mañana."), now=AT)
        ours = replace(bridge, provenance={"revision": "replay by presswatch 9.9"})
        take(db, ours, now=AT, reread=True)
        silent = after(bridge, ("640.000", "940.000"), modified=AT, modified_raw=AT)
        take(db, silent, now=LATER)
        take(db, after(silent, ('"No habrá más retrasos que los de la lluvia", aseguró Goñi. ', "")), now=NOON)
        take(db, ferry, now=AT)
        for moment, title in (
            (LATER, "Panic as ferry hits rocks"),
            (NOON, ferry.title),
            (NIGHT, "Panic as ferry hits rocks"),
        ):
            take(db, replace(ferry, title=title), now=moment)
        db.execute("COMMIT")
    db.close()
    return folder


def run(data, *arguments, code=0):
    done = CliRunner().invoke(presswatch, ["--data", str(data), *arguments])
    assert getattr(done.exception, "exit_code", done.exit_code) == code, done.output
    return done.stdout


def test_each_step_is_told_with_its_types_and_its_words(data):
    told = run(data, "diff", "a" * 32)
    assert "version 1 -> 2  reread" in told
    assert "version 2 -> 3  number, silent" in told
    assert "cifró en [-640.000-] {+940.000+} euros" in told
    assert "version 3 -> 4  quote_removed" in told
    assert '[-"No habrá más retrasos que los de la lluvia", aseguró Goñi.-]' in told
    assert "Suscríbase" not in told
    assert "both pages read by template 3" in told


def test_any_two_versions_can_be_compared(data):
    [step] = json.loads(run(data, "diff", "aaaaaaa", "--from", "2", "--to", "4", "--json"))["steps"]
    assert (step["from"], step["to"], step["ours"]) == (2, 4, False)
    assert {"number", "quote_removed"} <= set(step["edits"])
    assert step["modified"] == [AT, LATER]
    run(data, "diff", "aaaaaaa", "--from", "7", code=2)


def test_headlines_that_alternate_are_one_revision_and_one_line(data):
    told = json.loads(run(data, "diff", "f" * 32, "--json"))
    assert [step["edits"] for step in told["steps"]] == [["headline_test"]]
    [event] = told["events"]
    assert event["kind"] == "headline_test"
    assert sorted(event["new"]["titles"]) == ["Ferry runs aground off Skerray", "Panic as ferry hits rocks"]


def test_edits_can_be_listed(data):
    def ids(*options):
        return [line.split("\t")[0][0] for line in run(data, "list", *options).splitlines()]

    assert ids("--edits", "silent") == ["a"]
    assert ids("--edits", "headline_test") == ["f"]
    assert ids("--edits", "headline") == ids("--edits", "takedown") == []
    assert sorted(ids("--revised")) == ["a", "f"]
    run(data, "list", "--edits", "sneaky", code=2)


def test_when_a_phrase_first_appeared_and_when_it_went(data):
    [came] = [json.loads(line) for line in run(data, "search", "--history", '"940.000 euros"', "--json").splitlines()]
    [turn] = came["turns"]
    assert (turn["revision"], turn["came"], turn["after"], turn["at"]) == (3, True, AT, LATER)
    [gone] = [
        json.loads(line) for line in run(data, "diff", "a" * 32, "--phrase", "mas retrasos que", "--json").splitlines()
    ]
    assert [(turn["revision"], turn["came"]) for turn in gone["turns"]] == [(2, True), (4, False)]
    assert "went with version 4, between 2031-03-10" in run(data, "diff", "a" * 32, "--phrase", "más retrasos que")
    assert run(data, "diff", "a" * 32, "--phrase", "panic as ferry") == ""
    assert len(run(data, "search", "--history", "ferry").splitlines()) >= 2
    run(data, "search", "--history", "source:elpuerto", code=2)


def test_the_history_of_a_phrase_takes_fields_exact_words_and_what_must_not_occur(data):
    def found(query: str) -> list[tuple[str, list[tuple[int, bool]]]]:
        lines = map(json.loads, run(data, "search", "--history", query, "--json").splitlines())
        return [(line["source"], [(turn["revision"], turn["came"]) for turn in line["turns"]]) for line in lines]

    [(source, turns)] = found('"mas retrasos que"')
    assert found(f'"mas retrasos que" source:{source}') == [(source, turns)]
    assert found(f'"mas retrasos que" -source:{source}') == []
    assert found('=retrasos "mas retrasos que"') == [(source, turns)]
    assert found('=Retrasos "mas retrasos que"') == []
    assert found('"mas retrasos que" -"940.000 euros"') == [(source, [(2, True), (3, False)])]


def test_what_the_page_of_the_reader_had_is_no_phrase_of_the_outlet(data):
    assert run(data, "search", "--history", '"carta de la mañana"', "--json") == ""


def test_every_line_carries_what_its_version_changed(data):
    db = open_catalogue(data, readonly=True)
    lines = [
        json.loads(line)
        for (line,) in db.execute("SELECT line FROM articles WHERE id = ? ORDER BY revision", ("a" * 32,))
    ]
    logged = [json.loads(row[0]) for row in db.execute("SELECT line FROM changes WHERE field = 'revision'")]
    db.close()
    assert [line["edits"] for line in lines] == [[], ["reread"], ["number", "silent"], ["quote_removed"]]
    assert [(change["old"], change["new"]) for change in logged if change["id"][0] == "a"] == [(2, 3), (3, 4)]
    assert "number, silent" in logged[0]["why"]


def test_it_starts_at_once():
    program = (
        "import sys, crawler.cli.diff;"
        "print([n for n in ('scrapy', 'trafilatura', 'twisted', 'numpy', 'lxml') if n in sys.modules])"
    )
    began = time.monotonic()
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
    assert time.monotonic() - began < 20
