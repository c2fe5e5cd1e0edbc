"""Topics that are learned from reviewed texts."""

import json
import subprocess
import sys

import pytest

from pipelines.errors import ConfigurationError
from pipelines.tags import Piece
from pipelines.tags.learned import VERSION
from pipelines.tags.learning import fit, table_of, usable, validate
from pipelines.tags.reasons import reasons
from pipelines.tags.reviewed import Reviewer
from pipelines.tags.topics import Topics
from pipelines.tags.words import Words

TABLE = {
    "sport": {
        "code": "medtop:15000000",
        "label": {"en": "sport", "es": "Deporte"},
        "sections": "deportes",
        "en": {"words": "match"},
    },
    "soccer": {"code": "medtop:20001065", "label": {"en": "soccer"}, "parent": "sport", "en": {"strong": "penalty"}},
    "health": {"code": "medtop:07000000", "label": {"en": "health"}, "en": {"words": "ward, match"}},
    "weather": {"code": "medtop:17000000", "label": {"en": "weather"}, "en": {"strong": "rain"}},
}
BOATS = ("The rowers reached harbour ahead of", "Her oars bent as the crew passed", "A crew of rowers waited beside")
CARE = ("The nurse gave a dose beside", "Her dose was late, the nurse told", "A nurse weighed each dose before")
ENDS = ("the old pier.", "the red house.", "the long table.", "four others.", "the third gate.")


def rows():
    """Texts of two topics whose words the rules do not know."""
    for end in ENDS:
        for start in BOATS:
            yield {"title": "On Sunday", "text": f"{start} {end}", "topic": "sport", "language": "en"}
        for start in CARE:
            yield {"title": "On Sunday", "text": f"{start} {end}", "topic": ["health"], "language": "en"}


@pytest.fixture(scope="module")
def reviewed():
    reviewer = Reviewer(topics=Topics.from_table(TABLE), table=TABLE)
    return usable([reviewer.read(row)[1] for row in rows()])


@pytest.fixture(scope="module")
def model(reviewed):
    return {"version": VERSION, "languages": {"en": table_of(fit(reviewed), validate(reviewed))}}


def scores(topics, title, text):
    return {topic.label: topic.score for topic in topics.of(Words.of(title), Words.of(text), "en")}


def test_what_the_rules_do_not_know_is_learned_and_told_by_unseen_texts(reviewed):
    report = validate(reviewed)
    assert set(report.rules.values()) == {0.0}
    assert min(report.learned.values()) > 0.9
    assert report.used == {("medtop:15000000",), ("medtop:07000000",)}


def test_rules_that_do_better_are_kept(reviewed):
    perfect = [type(text)(terms={}, ruled={text.topic[0]: 0.9}, topic=text.topic) for text in reviewed]
    assert validate(perfect).used == frozenset()


def test_the_same_texts_give_the_same_numbers(reviewed, model):
    assert table_of(fit(reviewed), validate(reviewed)) == model["languages"]["en"]


def test_the_model_decides_where_it_is_better_and_the_rules_elsewhere(model):
    learned = Topics.from_table(TABLE, json.loads(json.dumps(model)))
    text = "The rowers passed the crew in the rain. Rain again."
    assert "sport" not in scores(Topics.from_table(TABLE), "Rowers", text)
    told = scores(learned, "Rowers", text)
    assert max(told, key=told.get) == "sport"
    assert told["weather"] == scores(Topics.from_table(TABLE), "Rowers", text)["weather"]


def test_a_child_told_by_the_rules_scores_no_more_than_its_learned_parent(model):
    told = scores(
        Topics.from_table(TABLE, model), "Rowers", "The crew of rowers won on a penalty, a penalty, a penalty."
    )
    assert 0 < told["soccer"] <= told["sport"]


def test_each_topic_says_which_words_earned_it(model):
    piece = Piece(title="Rowers", text="The rowers passed the crew in the rain.", section="Deportes")
    why = reasons(Topics.from_table(TABLE, model), piece, "en")
    assert "rowers" in why["medtop:15000000"]
    assert why["medtop:17000000"] == ["rain"]
    assert reasons(Topics.from_table(TABLE), piece, "en")["medtop:15000000"] == ["section deportes"]


@pytest.mark.parametrize("name", ["sport", "Deporte", "medtop:15000000", "15000000", "deportes", "SPORT"])
def test_a_topic_goes_by_table_code_label_or_section(name):
    row = {"title": "", "text": BOATS[0] + " the pier.", "topic": name, "language": "en"}
    assert Reviewer(topics=Topics.from_table(TABLE), table=TABLE).read(row)[1].topic == ("medtop:15000000",)


@pytest.mark.parametrize("change", [{"topic": "knitting"}, {"topic": None}, {"topic": [3]}, {"text": ""}, {"text": 3}])
def test_a_row_that_cannot_be_learned_from_says_why(change):
    row = {"title": "", "text": BOATS[0] + " the pier.", "topic": "sport"} | change
    with pytest.raises(ValueError, match=r"topic|text"):
        Reviewer(topics=Topics.from_table(TABLE), table=TABLE).read(row)


@pytest.mark.parametrize(
    "change",
    [
        {"classes": [["medtop:99999999"], ["medtop:07000000"]]},
        {"classes": [["medtop:15000000"]]},
        {"used": [2]},
        {"bias": [0.0]},
        {"words": {"oar": [1.0, 2.0]}},
        {"words": {"oar": [1.0, 2.0, "3"]}},
        {"rules": 3},
    ],
)
def test_a_model_that_does_not_fit_is_refused(model, change):
    broken = {"version": VERSION, "languages": {"en": model["languages"]["en"] | change}}
    with pytest.raises(ConfigurationError, match=r"topics\.model\.json.*topics train"):
        Topics.from_table(TABLE, broken)


def test_a_model_of_another_version_is_refused(model):
    with pytest.raises(ConfigurationError, match="version"):
        Topics.from_table(TABLE, model | {"version": VERSION + 1})


def presswatch(*args):
    command = [sys.executable, "-c", "from crawler.cli import main; main()", *map(str, args)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_train_writes_a_model_that_tag_uses(tmp_path):
    file, mine = tmp_path / "rows.jsonl", tmp_path / "config"
    mine.mkdir()
    lines = [json.dumps(row) for row in rows()]
    file.write_text("\n".join([*lines, "no json", json.dumps({"text": "x", "topic": "knitting"})]), encoding="utf-8")
    done = presswatch("--config", mine, "topics", "train", file)
    assert done.returncode == 0, done.stderr
    assert "en: 30 texts" in done.stdout
    assert len([line for line in done.stderr.splitlines() if line.startswith("left out: ")]) == 2
    asked = tmp_path / "asked.jsonl"
    text = "Rowers and their crew bent the oars, and the rowers reached the harbour with that crew."
    asked.write_text(json.dumps({"title": "Rowers", "text": text, "language": "en"}), encoding="utf-8")
    row = json.loads(presswatch("--config", mine, "tag", "--why", asked).stdout)
    assert row["topics"][0]["code"] == "medtop:15000000"
    assert "rowers" in row["topics_why"]["medtop:15000000"]
    (mine / "topics.model.json").write_text("[]", encoding="utf-8")
    assert presswatch("--config", mine, "tag", asked).returncode == 2


def test_too_few_texts_are_said_to_be_too_few(tmp_path):
    file = tmp_path / "rows.jsonl"
    file.write_text(json.dumps(next(rows())), encoding="utf-8")
    done = presswatch("topics", "train", file, "--out", tmp_path)
    assert done.returncode == 1
    assert "too few" in done.stderr
    assert not (tmp_path / "topics.model.json").exists()
