"""What stands in a headline is printed in mails, notices and webhooks as it stands: no template is filled in."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC

import pytest

from pipelines.alert_messages import Entry, Heading, StoryFacts, alert_json, alert_subject, alert_text
from pipelines.article import Article

URL = "https://a.example/1"
WHEN = "2026-01-20T00:00:00+00:00"
TEMPLATES = (
    "{{ ''.__class__.__mro__ }}",
    "{title.__init__.__globals__}",
    "%(title)s %s %n",
    "${7*7} #{7*7} <%= 7*7 %>",
)


@pytest.mark.parametrize("words", TEMPLATES)
def test_a_template_in_a_headline_is_printed(words):
    made = Article(id="a", url=URL, source="a", title=words, text=f"{words} y más.", first_seen=WHEN, fetched=WHEN)
    alert = {"id": "x", "why": "term", "terms": [words], "fresh": [words], "at": WHEN}
    story = StoryFacts(id="s", outlets=("A",), copies=0, first_title=words, first_url=URL, first_time=WHEN)
    entry = Entry(alert=alert, article=asdict(made), outlet=words, time=WHEN, story=story)
    heading = Heading(id="m", watchlist="w", name=words, urgency="normal", created=WHEN)
    assert alert_subject(heading, [entry]) == f"{words}: {words}"
    assert words in alert_text(heading, [entry], UTC)
    assert words in str(alert_json(heading, [entry]))
