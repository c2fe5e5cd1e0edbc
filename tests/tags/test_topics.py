import pytest

from pipelines.errors import ConfigurationError
from pipelines.tags.topics import Topics
from pipelines.tags.words import Words

TABLE = {
    "sport": {
        "code": "medtop:15000000",
        "label": {"en": "sport", "es": "Deporte"},
        "sections": "deportes, sports",
        "en": {"strong": "goalkeep*, world cup", "words": "match"},
        "es": {"strong": "fútbol", "words": "año"},
    },
    "soccer": {
        "code": "medtop:20001065",
        "label": {"en": "soccer"},
        "parent": "sport",
        "en": {"strong": "penalty shootout"},
    },
}


def of(title, text, language="en", sections=()):
    topics = Topics.from_table(TABLE).of(Words.of(title), Words.of(text), language, sections)
    return {topic.label: topic.score for topic in topics}


def test_an_empty_table_gives_no_topics():
    assert Topics.from_table({}).of(Words.of("World cup"), Words.of("The goalkeeper"), "en") == []


def test_words_stems_and_phrases_count():
    assert of("", "The goalkeepers left.") == of("", "The World Cup left.") == {"sport": pytest.approx(0.273)}
    assert of("", "The world has a cup.") == {}


def test_a_child_implies_its_parents_which_score_no_less():
    scores = of("Penalty shootout", "It was decided late.")
    assert list(scores) == ["sport", "soccer"]
    assert scores["sport"] >= scores["soccer"]


def test_the_title_says_more_than_the_text():
    assert of("World cup", "It went on.")["sport"] > of("It went on", "World cup.")["sport"]


def test_sections_count_in_any_language_and_words_only_in_theirs():
    assert of("Hola", "Nada", "fr", ["Deportes"]) == {"sport": 0.5}
    assert of("", "fútbol fútbol", "en") == {}


def test_accents_do_not_matter_but_the_tilde_of_the_enye_does():
    assert of("", "futbol", "es") == of("", "FÚTBOL", "es") != {}
    assert of("ano ano", "ano", "es") == {}
    assert of("año año", "año", "es") != {}


def test_a_long_text_needs_more_words_for_the_same_score():
    assert of("", "match world cup " + "and so on " * 400) == {}


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"code": "15000000"}, "[sport] code"),
        ({"label": "sport"}, "[sport] label"),
        ({"parent": "games"}, "[sport] parent"),
        ({"parent": "soccer"}, "[sport] parent"),
        ({"sections": ["sport"]}, "[sport] sections"),
        ({"en": "match"}, "[sport.en]"),
        ({"en": {"weak": "match"}}, "[sport.en] weak"),
        ({"en": {"words": ["match"]}}, "[sport.en] words"),
        ({"en": {"words": "mat*ch"}}, "[sport.en] words"),
        ({"en": {"words": "ma*"}}, "[sport.en] words"),
    ],
)
def test_a_table_that_cannot_be_used_is_refused_with_file_table_and_key(change, where):
    with pytest.raises(ConfigurationError) as caught:
        Topics.from_table({**TABLE, "sport": {**TABLE["sport"], **change}})
    assert where in caught.value.which
    assert "topics.toml" in caught.value.which
    assert caught.value.mend


def test_the_shipped_topics_cover_all_top_topics(topics):
    tops = {rule.code for rule in topics.rules if not rule.parents}
    assert tops == {f"medtop:{number:02d}000000" for number in range(1, 18)}


@pytest.mark.parametrize(
    ("language", "text", "label"),
    [
        ("en", "The striker scored two goals before half-time and the coach praised the team.", "sport"),
        ("es", "El delantero marcó dos goles y el entrenador elogió al equipo tras la victoria.", "sport"),
        ("pt", "O atacante marcou dois gols e o treinador elogiou a equipe depois da vitória.", "sport"),
        ("en", "Nurses at the hospital treat more patients with flu, doctors warn.", "health"),
        ("es", "Los médicos del hospital atienden a más pacientes con gripe.", "health"),
        ("en", "Inflation fell as the central bank held interest rates.", "economy, business and finance"),
        ("es", "La inflación bajó y el banco central mantuvo los tipos de interés.", "economy, business and finance"),
        ("es", "La policía detuvo al sospechoso del asesinato; la fiscalía pide prisión.", "crime, law and justice"),
    ],
)
def test_the_shipped_words_tell_the_subject_of_a_plain_sentence(topics, language, text, label):
    assert topics.of(Words.of(""), Words.of(text), language)[0].label == label
