from __future__ import annotations

from pipelines.excerpts import marked, passage
from pipelines.querying.tree import Term


def hits(parts) -> list[str]:
    return [text for text, hit in parts if hit]


def test_case_and_accents_are_folded_and_positions_kept():
    parts = marked("La SEQUÍA llegó; la sequía sigue", [Term(words="sequia")])
    assert hits(parts) == ["SEQUÍA", "sequía"]
    assert "".join(text for text, _ in parts) == "La SEQUÍA llegó; la sequía sigue"


def test_whole_words_only_unless_a_prefix_is_asked_for():
    assert hits(marked("mar marea Marzo", [Term(words="mar")])) == ["mar"]
    assert hits(marked("mar marea Marzo", [Term(words="mar", prefix=True)])) == ["mar", "marea", "Marzo"]


def test_a_phrase_matches_over_punctuation():
    assert hits(marked("el Estado - Islámico", [Term(words="estado islamico")])) == ["Estado - Islámico"]


def test_a_passage_shows_the_first_match_and_says_where_it_is_cut():
    text = "palabra " * 100 + "aguja " + "palabra " * 100
    shown = passage(text, [Term(words="aguja")], width=80)
    whole = "".join(part for part, _ in shown)
    assert hits(shown) == ["aguja"]
    assert whole.startswith("…")
    assert whole.endswith("…")
    assert len(whole) < 100


def test_without_a_match_the_passage_is_the_beginning():
    assert passage("Corto y claro.", [Term(words="otro")]) == [("Corto y claro.", False)]


def test_letters_that_lower_to_two_keep_positions():
    assert hits(marked("İstanbul ve İzmir", [Term(words="izmir")])) == ["İzmir"]
