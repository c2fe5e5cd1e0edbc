"""The labelled set of tests/benchmarks, held to a floor: what was found once must not be lost again."""

import sys
from pathlib import Path

import pytest

BENCHMARKS = str(Path(__file__).parents[1] / "benchmarks")


@pytest.fixture(scope="module")
def figures(tmp_path_factory):
    sys.path.insert(0, BENCHMARKS)
    try:
        from labelled_news import load
        from story_scores import filled, scores
    finally:
        sys.path.remove(BENCHMARKS)
    labelled = load()
    db = filled(tmp_path_factory.mktemp("labelled"), labelled)
    yield {half: scores(db, [one for one in labelled if one.held_out is half]) for half in (False, True)}
    db.close()


@pytest.mark.parametrize("held_out", [False, True], ids=["development", "held out"])
def test_stories_credits_and_retellings_are_found(figures, held_out):
    got = figures[held_out]
    assert got.articles > 60
    assert got.stories > 30
    assert got.f1 >= 0.97
    assert got.precision >= 0.97
    assert got.credit_precision >= 0.98
    assert got.credit_recall >= 0.95
    assert got.retold >= 0.9
