"""When a page is held: never for being short alone, and only where a site's pages show what is usual."""

from dataclasses import replace

import pytest

from pipelines.watching.drift import ENOUGH, IN_A_ROW, LACKING_IN_A_ROW, Facts, breach
from pipelines.watching.headlines import speaks_of

PROMPT = (901, 902, 903)


def facts(number: int, **changed) -> Facts:
    """An ordinary page, none of whose words or lines are another's."""
    own = tuple(range(1000 * number, 1000 * number + 10))
    page = Facts(words=500, told=1.0, lacks=frozenset(), headline=frozenset(own), lines=own, sizes=(200,) * 10)
    return replace(page, **changed)


def usual(count: int = 30) -> list[Facts]:
    return [facts(1000 + number) for number in range(count)]


def prompted(number: int, **changed) -> Facts:
    """A page that shows the same prompt as others."""
    return facts(number, lines=PROMPT, sizes=(200,) * 3, **changed)


def test_an_ordinary_page_is_trusted():
    assert breach(facts(1), usual()) is None


def test_nothing_is_held_while_little_is_known():
    assert breach(prompted(1, words=5, told=0.0), usual(ENOUGH - 1)) is None


def test_a_page_that_is_merely_short_is_trusted():
    assert breach(facts(1, words=12), usual()) is None


def test_a_long_text_that_does_not_speak_of_its_headline_is_trusted():
    assert breach(facts(1, told=0.0), usual()) is None


def test_a_short_text_that_says_nothing_of_its_headline_is_held():
    assert "nothing of its headline" in breach(facts(1, words=90, told=0.0), usual())


def test_a_short_text_that_hardly_speaks_of_its_headline_is_held_where_more_stands_beside_it():
    assert breach(facts(1, words=90, told=0.4), usual()) is None
    assert "beside it" in breach(facts(1, words=90, told=0.4, elsewhere=True), usual())
    assert breach(facts(1, words=90, told=0.9, elsewhere=True), usual()) is None


def test_a_site_of_short_texts_under_free_headlines_is_trusted():
    before = [replace(page, told=float(number % 3 > 0)) for number, page in enumerate(usual())]
    assert breach(facts(1, words=90, told=0.0), before) is None


def test_a_long_text_of_something_else_is_held_from_its_second_page_on():
    first = prompted(1, told=0.0)
    assert breach(first, usual()) is None
    assert "stood on an earlier page" in breach(prompted(2, told=0.0), [first, *usual()])


def test_the_same_text_on_page_after_page_is_held_though_it_speaks_of_each_headline():
    before = [prompted(2), prompted(3), *usual()]
    assert "other headlines" in breach(prompted(1), before)


def test_reports_of_one_story_may_repeat_each_other():
    headline = frozenset({1, 2, 3, 4})
    before = [prompted(number, headline=headline | {number}) for number in (20, 21, 22)]
    assert breach(prompted(1, headline=headline), [*before, *usual()]) is None


def test_what_stands_below_every_text_of_a_site_is_no_drift():
    before = [replace(page, lines=(*page.lines, *PROMPT)) for page in usual()]
    short = facts(1, words=40, lines=(1, *PROMPT), sizes=(150, 200, 200, 200))
    assert breach(short, before) is None


def test_texts_that_collapse_are_held_from_the_fifth_in_a_row_on():
    before = usual()
    for number in range(1, IN_A_ROW):
        page = facts(number, words=60)
        assert breach(page, before) is None
        before = [page, *before]
    assert "5 pages in a row" in breach(facts(9, words=60), before)


def test_briefs_in_a_row_are_no_collapse_where_a_site_has_many():
    before = [replace(page, words=60 if number % 4 == 0 else 500) for number, page in enumerate(usual(40))]
    assert breach(facts(9, words=60), [*(facts(n, words=60) for n in range(1, IN_A_ROW)), *before]) is None


@pytest.mark.parametrize("field", ["title", "published"])
def test_a_field_that_pages_have_is_missed_after_some_pages_without(field):
    lacking = {"lacks": frozenset({field})}
    before = [facts(number, **lacking) for number in range(1, LACKING_IN_A_ROW)] + usual()
    assert breach(facts(9, **lacking), before[1:]) is None
    assert f"without {field}" in breach(facts(9, **lacking), before)
    assert breach(facts(9, **lacking), [replace(page, **lacking) for page in usual()]) is None


def test_held_pages_never_become_what_is_usual():
    before = [prompted(number, told=0.0, held=True) for number in range(50)] + usual()
    assert breach(prompted(90, told=0.0), before)


@pytest.mark.parametrize(
    ("headline", "text", "speaks"),
    [
        ("El puerto vuelve a abrir esta noche", "La niebla se fue esta noche y los puertos abrieron.", True),
        ("El puerto vuelve a abrir esta noche", "Suscríbase a nuestro boletín diario.", False),
        ("Say it", "Nothing of the kind stands here.", True),
        ("宮崎県で震度5弱", "気象庁は宮崎県で地震があったと発表した。", True),
        ("宮崎県で震度5弱", "会員登録すると続きを読めます。", False),
        ("", "A text without a headline.", True),
    ],
)
def test_a_text_speaks_of_its_headline(headline, text, speaks):
    assert speaks_of(headline, text) is speaks
