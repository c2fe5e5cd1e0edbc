"""Links from the review desk to other sites."""

import re
from pathlib import Path

import pytest

import crawler.desk

TEMPLATES = sorted((Path(crawler.desk.__file__).parent / "templates").glob("*.html"))


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_a_link_that_opens_a_page_elsewhere_hands_nothing_over(template):
    links = re.findall(r"<a\b[^>]*target=[^>]*>", template.read_text(encoding="utf-8"))
    assert [link for link in links if 'rel="noopener noreferrer nofollow"' not in link] == []
