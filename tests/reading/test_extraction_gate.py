"""The quality gate of reading, over the project's own saved pages, and the comparison out of fold."""

from __future__ import annotations

import random
import sys
from pathlib import Path

import orjson
import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))

import extraction_gate
import out_of_fold
from extraction_scores import figures, labelled_pages, page_f1, read_pages, shares, shipped_knowledge, text_f1

CASES = Path(__file__).parents[1] / "cases"


def chance() -> random.Random:
    return random.Random(1)  # noqa: S311 - repeatable, not secret


NAMES = ("wordpress", "infobae-nd", "paywalled", "challenge")


def folder_of(names, into: Path) -> Path:
    """Saved cases as a labelled folder: what each is expected to be read as is its label."""
    with (into / "manifest.jsonl").open("wb") as out:
        for name in names:
            known = orjson.loads((CASES / name / "case.json").read_bytes())
            expected = orjson.loads((CASES / name / "expected.json").read_bytes())
            truth = {key: expected[key] for key in ("text", "title", "authors") if expected.get(key)}
            truth |= {"date": expected["published"]} if expected.get("published") else {}
            row = {"id": name, "source": "own", "url": known["final_url"], "crawl_date": known["fetched"],
                   "html": str(CASES / name / "page.html"),
                   "truth": {"text": "The article behind the wall.", **truth}}  # fmt: skip
            out.write(orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE))
    return into


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return folder_of(NAMES, tmp_path_factory.mktemp("labelled"))


@pytest.fixture(scope="module")
def found(folder):
    return figures(read_pages(labelled_pages(folder), shipped_knowledge()))


def gate(monkeypatch, capsys, *arguments):
    """Exit code and output of the program."""
    monkeypatch.setattr(sys, "argv", ["extraction_gate.py", *map(str, arguments)])
    code = extraction_gate.main()
    return code, capsys.readouterr().out


def test_runs_of_four_words_are_compared():
    assert shares("one two three four five", "two three four five six") == pytest.approx((1 / 3, 1 / 3, 1 / 3))
    assert shares("one two", "One two") == (0, 0.5, 0.5)
    assert shares("", "") == (0, 0, 0)
    assert page_f1((0, 0, 0)) == 1.0


def test_a_page_without_text_costs_recall_and_no_precision():
    assert text_f1([(1.0, 0.0, 0.0), (0.0, 0.0, 1.0)]) == pytest.approx(2 / 3)


def test_saved_pages_are_read_as_labelled_and_a_challenge_is_refused(found):
    read = 3 / 4
    assert found["own"]["read"] == read
    assert found["own"]["title"] == found["own"]["date"] == found["own"]["authors"] == 1.0
    assert found["own"]["text"] == pytest.approx(2 * read / (1 + read))


def test_a_figure_below_its_floor_fails(monkeypatch, capsys, folder, tmp_path):
    floors = tmp_path / "floors.toml"
    floors.write_text("[own]\nread = 0.74\n")
    assert gate(monkeypatch, capsys, folder, "--floors", floors)[0] == 0
    floors.write_text("[own]\nread = 0.76\n")
    code, said = gate(monkeypatch, capsys, folder, "--floors", floors, "--mistakes", "read")
    assert code == 1
    assert "own: read 0.7500 is below its floor 0.7600" in said
    assert "challenge: refused" in said


def test_a_data_set_that_is_not_there_fails():
    assert list(extraction_gate.failures({}, {"gone": {"text": 0.9}})) == [
        "gone: text was not measured, its floor is 0.9000"
    ]


def test_floors_go_up_when_asked_and_down_only_when_asked_for_that(monkeypatch, capsys, folder, tmp_path):
    floors = tmp_path / "floors.toml"
    floors.write_text("# why\n[own]\nread = 0.9\ntitle = 0.5\n")
    assert gate(monkeypatch, capsys, folder, "--floors", floors, "--raise")[0] == 1
    kept = extraction_gate.load_floors(floors)["own"]
    assert (kept["read"], kept["title"], kept["date"]) == (0.9, 1.0, 1.0)
    assert gate(monkeypatch, capsys, folder, "--floors", floors, "--lower")[0] == 0
    kept = extraction_gate.load_floors(floors)["own"]
    assert (kept["read"], kept["title"]) == (0.75, 1.0)
    assert floors.read_text().startswith("# why\n")


def test_raising_never_lowers_and_lowering_never_raises():
    found, floors = {"a": {"text": 0.5, "title": 0.9}}, {"a": {"text": 0.6, "title": 0.8}, "b": {"text": 0.7}}
    assert extraction_gate.raised(found, floors) == {"a": {"text": 0.6, "title": 0.9}, "b": {"text": 0.7}}
    assert extraction_gate.lowered(found, floors) == {"a": {"text": 0.5, "title": 0.8}, "b": {"text": 0.7}}


def test_what_was_measured_is_not_below_the_floor_made_of_it():
    found = {"a": {"text": 2 / 3, "title": 0.9, "date": 0.29}}
    assert not list(extraction_gate.failures(found, extraction_gate.raised(found, {})))


def test_the_shipped_floors_are_shares():
    floors = extraction_gate.load_floors(extraction_gate.FLOORS)
    assert floors
    assert all(0.5 < floor <= 1 for wanted in floors.values() for floor in wanted.values())


def pages_on(*sites):
    """Pages of one data set, one on each site named."""
    truth = {"text": "x"}
    return [
        out_of_fold.Labelled(id=f"{at}", dataset="own", site=site, page=None, truth=truth)
        for at, site in enumerate(sites)
    ]


def test_a_gain_on_every_page_is_certain_and_one_on_a_single_site_is_not():
    pages = pages_on(*"aabcdefgh")
    everywhere = out_of_fold.gain(pages, dict.fromkeys(map(str, range(9)), 0.1), chance())
    assert (everywhere.low, everywhere.high) == pytest.approx((0.1, 0.1))
    one_site = {str(at): 0.3 if at < 2 else -0.01 for at in range(9)}
    found = out_of_fold.gain(pages, one_site, chance())
    assert found.low < 0 < found.mean < found.high
    assert found == out_of_fold.gain(pages, one_site, chance())


def test_data_sets_weigh_the_same():
    pages = [
        *pages_on(*"abc"),
        out_of_fold.Labelled(id="other", dataset="other", site="d", page=None, truth={"text": "x"}),
    ]
    assert out_of_fold.gain(pages, {"0": 0.3, "1": 0.3, "2": 0.3, "other": 0.1}, chance()).mean == (pytest.approx(0.2))


def test_a_fold_is_scored_by_what_is_best_elsewhere():
    pages = pages_on("a", "b", "c")
    swept = [{"0": 1.0, "1": 0.2, "2": 0.2}, {"0": 0.0, "1": 0.5, "2": 0.5}]
    chosen, settings = out_of_fold.out_of_fold(pages, swept, [{"a"}, {"b", "c"}])
    assert settings == [1, 0]
    assert chosen == {"0": 0.0, "1": 0.2, "2": 0.2}


def test_every_site_is_in_one_fold():
    parts = out_of_fold.folds(pages_on(*"abcdefg"), 3, chance())
    assert sorted(map(len, parts)) == [2, 2, 3]
    assert set.union(*parts) == set("abcdefg")


def test_other_thresholds_hold_for_one_reading_alone(folder):
    before = out_of_fold.clean._SHORT
    scores = out_of_fold.read_with(labelled_pages(folder), shipped_knowledge(), {"_SHORT": 700, "_SHARE": 0.5})
    assert scores["wordpress"] == 1.0
    assert scores["challenge"] == 0.0
    assert out_of_fold.read_with(labelled_pages(folder), shipped_knowledge(), {})["wordpress"] == 1.0
    assert before == out_of_fold.clean._SHORT


def test_trafilatura_is_asked_for_the_same_pages(folder):
    scores = out_of_fold.trafilatura_scores(labelled_pages(folder), precision=True)
    assert set(scores) == set(NAMES)
    assert scores["wordpress"] > 0.5
