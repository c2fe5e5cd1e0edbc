"""What a message shows of an article."""

from hypothesis import given
from hypothesis import strategies as st

from pipelines.alert_feed import feed_of
from pipelines.alert_messages import EXCERPT, SHORTEST, clean, excerpt_of, title_of


def article(**more) -> dict:
    return {"title": "Un titular", "url": "https://uno.example/nota/", "text": ""} | more


@given(st.text(max_size=1500))
def test_an_excerpt_is_a_beginning_and_never_the_whole_of_a_text(text):
    shown = excerpt_of(article(text=text))
    assert len(shown) <= EXCERPT + 1
    assert clean(text).startswith(shown.removesuffix("…").rstrip(" ,;:.-") or "")
    if len(clean(text)) > 2 * SHORTEST:
        assert len(shown) <= len(clean(text)) // 2 + 1


@given(st.text(max_size=200))
def test_what_is_shown_is_one_line_without_anything_hidden(text):
    shown = clean(text)
    assert len(shown.splitlines()) <= 1
    assert not set(shown) & set("\x00\x1b\u202e\u2066\ufffe")


def test_an_article_without_headline_is_called_by_its_address():
    assert title_of(article(title=None)) == "https://uno.example/nota/"


def test_a_feed_without_alerts_is_sound():
    assert feed_of("Litio & agua", [], "http://localhost/").startswith(b"<?xml")
