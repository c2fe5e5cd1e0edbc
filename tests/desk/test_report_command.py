from __future__ import annotations

import re
from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest
from click.testing import CliRunner
from generate_catalogue import generate

from crawler.cli import presswatch
from pipelines.errors import PresswatchError


class Links(HTMLParser):
    """Every address in a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.found += [value for name, value in attrs if name in ("href", "src", "action")]


def report(data, out, *more):
    arguments = ["--data", str(data), "report", "--out", str(out), *more]
    return CliRunner().invoke(presswatch, arguments, catch_exceptions=False)


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    folder = tmp_path_factory.mktemp("reported")
    generate(folder, articles=120, end=datetime.now(UTC))
    return folder


def test_a_report_is_a_site_whose_links_all_lead_to_its_files(data, tmp_path):
    done = report(data, tmp_path / "week", "--since", "30d")
    assert re.match(r"\d+ stories, \d+ articles", done.stdout)
    names = {path.name for path in (tmp_path / "week").iterdir()}
    assert {"index.html", "overview.html", "sources.html"} < names
    assert len([name for name in names if name.startswith("story-")]) > 5
    for path in (tmp_path / "week").iterdir():
        text = path.read_text(encoding="utf-8")
        inner = [link for link in Links(text).found if not link.startswith(("https://", "data:", "#"))]
        assert {link.partition("#")[0] for link in inner} <= names, path
        assert "<script" not in text
        assert "<form" not in text
        assert "default-src 'none'" in text


def test_a_report_replaces_an_earlier_one_and_nothing_else(data, tmp_path):
    report(data, tmp_path / "week", "--since", "30d")
    before = len(list((tmp_path / "week").iterdir()))
    report(data, tmp_path / "week", "--since", "30d", "--limit", "3", "--lang", "es")
    assert 3 < len(list((tmp_path / "week").iterdir())) < before
    index = (tmp_path / "week" / "index.html").read_text(encoding="utf-8")
    assert "Historias" in index
    assert "Aquí están las 3 historias más recientes." in index
    (tmp_path / "week" / "index.html").write_text("mine", encoding="utf-8")
    with pytest.raises(PresswatchError, match="other files"):
        report(data, tmp_path / "week")
    assert (tmp_path / "week" / "index.html").read_text(encoding="utf-8") == "mine"
