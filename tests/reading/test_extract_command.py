"""`presswatch extract` and `presswatch case save` on real files."""

from __future__ import annotations

import gzip
import json

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator
from reading_pages import PARAGRAPHS, article_page
from test_article_schema import SCHEMA

from crawler.cli import presswatch
from crawler.cli.case import load_case

URL = "https://vellmar-post.example/town/2024/07/25/stairs-of-the-lighthouse/"


@pytest.fixture
def run():
    def invoke(*arguments: object):
        return CliRunner().invoke(presswatch, [str(argument) for argument in arguments])

    return invoke


@pytest.fixture
def page(tmp_path):
    path = tmp_path / "page.html"
    path.write_text(article_page('<meta name="author" content="Ada Byron">'), encoding="utf-8")
    return path


def manifest(tmp_path, *rows: object):
    path = tmp_path / "pages.jsonl"
    path.write_text(
        "".join((row if isinstance(row, str) else json.dumps(row)) + "\n" for row in rows), encoding="utf-8"
    )
    return path


def test_a_saved_page_is_printed_readably(run, page):
    result = run("extract", page, "--url", URL)
    assert result.exit_code == 0
    assert result.stdout.startswith("Stairs of the lighthouse to be rebuilt\n\n2024-07-25 · Ada Byron · article · full")
    assert PARAGRAPHS[-1] in result.stdout


def test_a_saved_page_as_json_is_a_stored_line(run, page):
    line = json.loads(run("extract", page, "--url", URL, "--json").stdout)
    assert [error.message for error in Draft202012Validator(SCHEMA).iter_errors(line)] == []
    assert line["url"] == URL


def test_a_page_that_is_no_article_is_said_to_be_none(run, tmp_path):
    path = tmp_path / "gone.html"
    path.write_text(
        "<html><head><title>Page not found</title></head><body><h1>404</h1></body></html>", encoding="utf-8"
    )
    result = run("extract", path, "--url", URL)
    assert (result.exit_code, result.stdout.split(":")[0]) == (0, "no article (soft_404)")


def test_a_page_that_should_have_been_one_is_a_fault(run, tmp_path):
    path = tmp_path / "empty.html"
    path.write_bytes(b"")
    result = run("extract", path)
    assert (result.exit_code, result.stderr) == (1, f"missed: {path}: empty: no body\n")


def test_a_missing_file_is_a_user_error(run, tmp_path):
    result = run("extract", tmp_path / "none.html")
    assert result.exit_code == 1
    assert "No such file" in str(result.exception)


@pytest.mark.parametrize("arguments", [(), ("a.html", "--manifest", __file__)])
def test_one_thing_at_a_time(run, arguments):
    assert run("extract", *arguments).exit_code == 2


def test_every_row_of_a_manifest_is_answered_in_order(run, page, tmp_path):
    (tmp_path / "packed.html.gz").write_bytes(gzip.compress(page.read_bytes()))
    (tmp_path / "cut.html.gz").write_bytes(gzip.compress(page.read_bytes())[:200])
    rows = manifest(
        tmp_path,
        {"id": "a", "url": URL, "html": "page.html", "fetched": "2024-07-26 13:06:44.083593"},
        "not json",
        {"id": 7, "url": URL, "html": "packed.html.gz"},
        {"id": "c", "url": URL, "html": "cut.html.gz"},
        {"id": "d", "url": URL, "html": "nowhere.html"},
        {"id": "e", "html": "page.html"},
        ["no", "object"],
        {"id": "f", "url": "http://[broken", "html": "page.html"},
    )
    out = tmp_path / "out.jsonl"
    result = run("extract", "--manifest", rows, "--out", out)
    lines = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert [line["ref"] for line in lines] == ["a", None, 7, "c", "d", "e", None, "f"]
    reasons = [line["rejected"]["reason"] if "rejected" in line else None for line in lines]
    assert reasons == [None, "bad_url", None, "truncated", "empty", "bad_url", "bad_url", "bad_url"]
    assert lines[0]["fetched"] == "2024-07-26T13:06:44+00:00"
    assert lines[0]["text"] == lines[2]["text"] == "\n".join(PARAGRAPHS)
    assert (result.exit_code, len(result.stderr.splitlines())) == (1, 6)


def test_a_row_belongs_to_the_source_of_its_domain(run, page, tmp_path):
    rows = manifest(
        tmp_path, {"id": 1, "url": "https://www.infobae.com/america/2024/07/25/a-b-c-d/", "html": "page.html"}
    )
    assert json.loads(run("extract", "--manifest", rows).stdout)["source"] == "infobae"


@pytest.mark.parametrize("filler", ["", "<!-- filler -->" * 4000])
def test_a_case_is_saved_and_loads_again(run, tmp_path, filler):
    page = tmp_path / "page.html"
    page.write_text(article_page() + filler, encoding="utf-8")
    result = run("case", "save", page, "--url", URL, "--name", "stairs", "--into", tmp_path / "cases")
    assert result.exit_code == 0, result.output
    folder = tmp_path / "cases" / "stairs"
    assert (folder / ("page.html.gz" if filler else "page.html")).exists()
    loaded = load_case(folder)
    assert (loaded.body, loaded.url, loaded.link) == (page.read_bytes(), URL, None)
    expected = json.loads((folder / "expected.json").read_bytes())
    assert (expected["text"], expected["fetched"]) == ("\n".join(PARAGRAPHS), loaded.fetched)


def test_a_case_never_overwrites_another(run, page, tmp_path):
    arguments = ("case", "save", page, "--url", URL, "--name", "stairs", "--into", tmp_path)
    assert run(*arguments).exit_code == 0
    second = run(*arguments)
    assert second.exit_code == 1
    assert "it exists" in str(second.exception)


@pytest.mark.parametrize("name", ["../x", "A", "", "a/b"])
def test_a_case_has_a_plain_name(run, page, tmp_path, name):
    assert run("case", "save", page, "--url", URL, "--name", name, "--into", tmp_path).exit_code == 2
