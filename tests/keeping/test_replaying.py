"""Archived pages read anew: nothing where nothing changed; what is stored of a change says that it is ours."""

import json

import pytest

from crawler.folder import HeldFolder
from crawler.keeping.rereading import compare
from pipelines.article import Article, Link, PageRef, Reading, Rejected
from pipelines.reasons import Reason
from pipelines.rereading import Difference, differences, is_ours, tell
from pipelines.store.archived import Archived
from pipelines.store.ledger import Wanted
from tests.end_to_end.conftest import Desk, make_desk


def reconfigured(desk, tmp_path, source: str, line: str) -> Desk:
    """The same data folder, and a configuration in which one source has another line."""
    sources = (desk.config / "sources.toml").read_text().replace(f"[{source}]\n", f"[{source}]\n{line}\n")
    other = make_desk(tmp_path / "other", sources)
    return Desk(config=other.config, data=desk.data)


def told(desk, *options: str) -> list[dict]:
    return [json.loads(line) for line in desk.run("replay", "--json", *options).stdout.splitlines()]


def test_right_after_a_crawl_nothing_differs(copy):
    done = copy.run("replay")
    assert done.returncode == 0, done.stderr
    assert "other than stored" not in done.stdout
    assert "pages read anew" in done.stdout


def test_what_differs_is_shown_field_by_field_and_stored_as_ours(copy, tmp_path):
    desk = reconfigured(copy, tmp_path, "elcorreo", 'until = "p:nth-of-type(2)"')
    before = desk.lines()
    shown = desk.run("replay", "--source", "elcorreo", "--since", "1d")
    assert "revised" in shown.stdout
    assert "nothing was written" in shown.stderr
    assert desk.lines() == before
    rows = [row for row in told(desk, "--source", "elcorreo") if row["outcome"] == "revised"]
    assert {difference["field"] for row in rows for difference in row["differences"]} >= {"text", "word_count"}
    desk.run("replay", "--source", "elcorreo", "--write")
    new = [line for line in desk.lines() if line not in before]
    assert sorted(line["id"] for line in new) == sorted(row["id"] for row in rows)
    for line, old in ((line, next(o for o in before if o["id"] == line["id"])) for line in new):
        assert is_ours(line)
        assert not is_ours(old)
        assert line["provenance"]["revision"].startswith("replay by presswatch ")
        assert (line["revision"], line["page"], line["fetched"]) == (2, old["page"], old["fetched"])
        assert line["story"] == old["story"]
        assert len(line["text"]) < len(old["text"])
    assert [row for row in told(desk, "--source", "elcorreo") if row["outcome"] == "revised"] == []
    url = new[0]["url"]
    assert json.loads(desk.run("crawl", "--url", url, "--json").stdout)["unchanged"] == 1


def test_pages_that_were_no_article_may_be_one_now(newsroom, tmp_path):
    whole = newsroom.sources_toml()
    blind = whole.replace("[elcorreo]\n", '[elcorreo]\nremove = ["body *"]\n')
    desk = make_desk(tmp_path, blind)
    desk.run("crawl", "elcorreo")
    assert desk.lines() == []
    (desk.config / "sources.toml").write_text(whole)
    assert {row["outcome"] for row in told(desk)} == {"found"}
    already = len(newsroom.requests)
    assert desk.run("replay", "--write").returncode == 0
    assert len(newsroom.requests) == already
    stored = desk.lines()
    assert len(stored) >= 5
    assert {line["revision"] for line in stored} == {1}
    assert not any(is_ours(line) for line in stored)
    done = desk.run("crawl", "elcorreo")
    assert done.returncode == 0, done.stderr
    assert desk.lines() == stored


def test_looking_works_beside_a_run_and_writing_does_not(copy):
    held = HeldFolder(copy.data, "run")
    try:
        assert copy.run("replay", "--source", "elcorreo").returncode == 0
        done = copy.run("replay", "--write")
    finally:
        held.close()
    assert done.returncode == 3
    assert "presswatch run" in done.stderr


def test_a_page_that_cannot_be_read_is_told(copy):
    [warc] = (copy.data / "pages").iterdir()
    data = bytearray(warc.read_bytes())
    ref = copy.lines()[0]["page"]
    data[ref["offset"] : ref["offset"] + 10] = b"0123456789"
    warc.write_bytes(data)
    done = copy.run("replay")
    assert done.returncode == 1
    assert "unreadable" in done.stdout
    assert "cannot be read" in done.stdout


WANTED = Wanted(
    key=1, id="a" * 32, url="https://a.example/1", source="a", host="a.example", first_seen="2026-01-01T00:00:00+00:00",
    attempts=0, link=Link(url="https://a.example/1"),
)  # fmt: skip
ARTICLE = Article(url="https://a.example/1", source="a", first_seen="x", fetched="y", text="One.\nTwo.", title="T")


def archived(state: str, reason: str | None = None, stored: dict | None = None) -> Archived:
    page = PageRef(warc="w", offset=0)
    return Archived(wanted=WANTED, state=state, reason=reason, page=page, stored=stored, agency=None)


def line(**changed: object) -> dict:
    import orjson

    return orjson.loads(orjson.dumps(ARTICLE)) | changed


@pytest.mark.parametrize(
    ("held", "result", "outcome"),
    [
        (archived("stored", stored=line()), Reading(article=ARTICLE), "same"),
        (archived("stored", stored=line(text="One.")), Reading(article=ARTICLE), "revised"),
        (archived("stored", stored=line()), Rejected(reason=Reason.EMPTY), "lost"),
        (archived("rejected", "empty"), Rejected(reason=Reason.EMPTY), "same"),
        (archived("rejected", "empty"), Rejected(reason=Reason.INDEX_PAGE), "otherwise"),
        (archived("held", "empty"), Reading(article=ARTICLE), "found"),
    ],
)
def test_a_new_reading_is_held_against_what_is_stored(held, result, outcome):
    assert compare(held, result).outcome == outcome


@pytest.mark.parametrize(
    "changed",
    [
        {"id": "b", "revision": 7, "story": "s", "duplicate_of": "d", "page": None, "fetched": "z"},
        {"extractor": "older", "provenance": {"title": "otherwise", "revision": "replay by presswatch 0"}},
    ],
)
def test_what_no_reading_gives_and_how_it_was_read_are_no_difference(changed):
    assert differences(line(**changed), ARTICLE) == []


def test_a_difference_is_told_in_lines():
    text = Difference(field="text", old="One.\nTwo.\nThree.", new="One.\nZwei.\nThree.")
    assert tell(text) == ["-Two.", "+Zwei."]
    assert tell(Difference(field="agency", old=None, new="efe")) == ["+efe"]
    assert tell(Difference(field="countries", old=["AR", "US"], new=["AR"])) == ["-US"]
    many = Difference(field="text", old="", new="\n".join("x" * 500 for _ in range(50)))
    assert len(tell(many)) == 13
    assert max(map(len, tell(many))) < 200
