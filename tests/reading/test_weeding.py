"""Lines that are none of the article's: what shows them, and what is made of it."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))

import block_classifier
from boosting import Examples, Settings, fit
from extraction_scores import labelled_pages, shipped_knowledge
from test_extraction_gate import folder_of

from pipelines.opening import parse
from pipelines.templates.evidence import Kept, body_blocks
from pipelines.weeding import lines
from pipelines.weeding.forest import Forest, forest_of, json_of, shipped_forest
from pipelines.weeding.lines import weeded
from pipelines.weeding.signs import NAMES, Signs

PARAGRAPHS = [
    "The harbour council of Port Ellery voted on Monday to rebuild the northern pier, which a storm broke in March.",
    "Work is to begin in the autumn and should last for two years, the engineers told the meeting, if money holds out.",
    "Fishermen who moor there have asked for a temporary berth on the southern side, and were promised an answer soon.",
    "“We cannot wait until the spring,” said Odile Marrant, who owns three boats and speaks for the cooperative.",
    "The council set aside four million for the pier last year, before prices for steel and stone rose by a third.",
    "A second vote on the money is due in June, and two of the nine members said they had not made up their minds.",
]
TEASERS = [f"{town}: What the storm cost" for town in ("Brimley", "Castor Bay", "Dunmore", "Eastwick", "Fallow Point")]


def page_of(paragraphs, links):
    told = "".join(f"<p>{text}</p>" for text in paragraphs)
    listed = "".join(f'<li><a href="/{number}">{text}</a></li>' for number, text in enumerate(links))
    return parse(f"<html><body><main><article>{told}<ul>{listed}</ul></article></main></body></html>".encode())


def weeded_page(paragraphs, links):
    return weeded(body_blocks(page_of(paragraphs, links)), "\n".join([*paragraphs, *(f"- {text}" for text in links)]))


def test_teasers_below_an_article_go_and_its_paragraphs_stay():
    assert weeded_page(PARAGRAPHS, TEASERS) == "\n".join(PARAGRAPHS)


def test_an_article_without_weeds_stays_as_it_is():
    assert weeded_page(PARAGRAPHS, []) == "\n".join(PARAGRAPHS)


@pytest.fixture
def links_go(monkeypatch):
    """A forest that takes every link for a weed."""
    leaves = np.array([[9.0, -9.0]])
    forest = Forest(start=0.0, depth=1, looks=np.array([[2]]), bounds=np.array([[0.5]]), leaves=leaves)
    monkeypatch.setattr(lines, "shipped_forest", lambda: forest)


@pytest.mark.usefixtures("links_go")
def test_a_page_of_few_blocks_says_too_little():
    assert weeded_page(PARAGRAPHS[:3], TEASERS[:1]) == "\n".join(PARAGRAPHS[:3])
    assert weeded_page(PARAGRAPHS[:2], TEASERS[:1]).endswith(TEASERS[0])


@pytest.mark.usefixtures("links_go")
def test_no_text_is_weeded_of_most_of_its_lines():
    assert weeded_page(PARAGRAPHS, TEASERS * 2) == "\n".join(PARAGRAPHS)
    assert weeded_page(PARAGRAPHS, TEASERS * 5).count("\n") == 30


@pytest.mark.usefixtures("links_go")
def test_a_line_that_is_the_same_as_one_that_stays_stays():
    assert weeded_page(PARAGRAPHS, [*TEASERS, PARAGRAPHS[0]]).split("\n") == [*PARAGRAPHS, f"- {PARAGRAPHS[0]}"]


def test_neighbours_in_the_same_place_are_one_run():
    blocks = body_blocks(page_of(PARAGRAPHS[:3], TEASERS[:2]))
    kept = Kept("\n".join([*PARAGRAPHS[:3], *TEASERS[:2]]))
    assert Signs(blocks, map(kept.holds, blocks)).runs == [0, 0, 0, 1, 1]


def test_every_row_has_the_named_numbers():
    blocks = body_blocks(page_of(PARAGRAPHS, TEASERS))
    signs = Signs(blocks, [True] * len(blocks))
    assert {len(row) for row in signs.rows()} == {len(NAMES)}
    assert np.isfinite(signs.rows()).all()


def test_the_shipped_forest_holds_numbers_alone():
    model = json_of(shipped_forest())
    assert {name for name, value in model.items() if isinstance(value, list)} == {"names", "looks", "bounds", "leaves"}
    assert model["names"] == list(NAMES)


def test_a_forest_is_asked_node_by_node():
    forest = Forest(start=0.5, depth=2, looks=np.array([[0, 1, 1]]), bounds=np.array([[1.0, 10.0, 20.0]]),
                    leaves=np.array([[1.0, 2.0, 3.0, 4.0]]))  # fmt: skip
    rows = [[0.0, 5.0], [0.0, 15.0], [2.0, 15.0], [2.0, 25.0]]
    assert forest.odds(rows).tolist() == [1.5, 2.5, 3.5, 4.5]


def test_a_forest_of_other_signs_is_refused():
    with pytest.raises(ValueError, match="train it anew"):
        forest_of({**json_of(shipped_forest()), "names": ["chars"]})


def test_a_forest_learns_what_holds_on_rows_that_it_has_not_seen():
    chance = np.random.default_rng(7)
    rows = chance.normal(size=(2_000, 4))
    wanted = ((rows[:, 0] > 0.3) ^ (rows[:, 2] > 0)).astype(float)
    examples = Examples(rows=rows[:1_500], wanted=wanted[:1_500], worth=np.ones(1_500))
    settings = Settings(trees=60, rate=0.3, pull=1.0, names=1.0)
    guessed = fit(examples, settings).odds(rows[1_500:]) > 0
    assert (guessed == wanted[1_500:]).mean() > 0.95
    assert json_of(fit(examples, settings))["leaves"] == json_of(fit(examples, settings))["leaves"]


def test_examples_are_the_kept_blocks_of_labelled_pages(tmp_path):
    folder = folder_of(("wordpress", "infobae-nd"), tmp_path)
    pages = block_classifier.recorded(labelled_pages(folder), shipped_knowledge())
    longest = [max(page.labelled.truth["text"].split("\n"), key=len) for page, _ in pages]
    texts = [text for _, example in pages for text in example.texts]
    examples = block_classifier.examples_of(pages)
    assert [examples.wanted[texts.index(line)] for line in longest] == [1.0, 1.0]
    assert examples.rows.shape == (len(texts), len(NAMES))


def test_a_block_that_no_label_has_is_not_wanted(tmp_path):
    pages = block_classifier.recorded(labelled_pages(folder_of(("wordpress",), tmp_path)), shipped_knowledge())
    ((page, example),) = pages
    page.labelled.truth["text"] = page.labelled.truth["text"].replace(max(example.texts, key=len), "")
    examples = block_classifier.examples_of(pages)
    assert [example.texts[at] for at in np.flatnonzero(examples.wanted == 0)] == [max(example.texts, key=len)]
