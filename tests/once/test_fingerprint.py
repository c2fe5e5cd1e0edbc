import random

import pytest
import wire
from hypothesis import given
from hypothesis import strategies as st

from pipelines.fingerprint import LOOKED_AT, SCALE, body, fingerprint, words


def test_hashes_are_distinct_ascending_and_fit_sqlite():
    hashes = fingerprint(wire.DROUGHT)
    assert hashes == sorted(set(hashes))
    assert all(-(2**63) <= value < 2**63 for value in hashes)


def test_the_hash_of_a_text_is_the_same_on_every_machine():
    assert fingerprint("uno dos tres cuatro cinco seis siete ocho nueve diez once doce") == [
        312013255347022596,
        2668608546834080919,
    ]


def test_about_one_sequence_in_scale_is_kept():
    chance = random.Random(5)  # noqa: S311 - words, not secrets
    text = " ".join(f"w{chance.randrange(10**6)}" for _ in range(4000))
    assert abs(len(fingerprint(text)) - 4000 / SCALE) < 120


def test_dateline_bracket_and_credit_line_do_not_count():
    dressed = f"MADRID, 14 May. (EUROPA PRESS) - {wire.DROUGHT}\nCon información de EFE y AP"
    assert fingerprint(dressed) == fingerprint(wire.DROUGHT)
    reuters = f"LISBON (Reuters) - {wire.DROUGHT_EN}\nThis story was originally published by The Example."
    assert fingerprint(reuters) == fingerprint(wire.DROUGHT_EN)


def test_a_credit_in_running_text_counts():
    assert fingerprint(wire.DROUGHT + " La fuente: un vecino de la zona") != fingerprint(wire.DROUGHT)


def test_case_accents_and_punctuation_do_not_count_and_numbers_do():
    assert fingerprint(wire.DROUGHT.upper().replace(",", " ;").replace("Á", "A")) == fingerprint(wire.DROUGHT)
    assert fingerprint(wire.DROUGHT.replace("11", "12")) != fingerprint(wire.DROUGHT)


def test_a_part_is_contained_in_the_whole():
    part, whole = set(fingerprint(wire.DROUGHT_TAIL)), set(fingerprint(wire.DROUGHT))
    assert part <= whole


def test_text_without_spaces_is_cut_into_characters():
    chinese = "水库水位降至历史最低点十三个村庄从星期一开始夜间停水" * 2 + "专员要求农民减少一半用水"
    assert words("降水 10 mm") == ["降水", "10", "mm"]
    assert len(set(fingerprint(chinese)) & set(fingerprint(chinese[4:]))) >= 5


def test_too_short_a_text_has_none():
    assert fingerprint("") == fingerprint("dos palabras") == []


@given(st.text())
def test_any_text_can_be_fingerprinted(text):
    assert fingerprint(text) == fingerprint(text)


def test_a_text_beyond_all_length_is_known_by_its_beginning():
    line = "".join(
        f"The {number}th vessel of the fleet reached harbour number {number * 7}. " for number in range(2000)
    )
    longest = line * (LOOKED_AT // len(line) + 1)
    assert len(line) < LOOKED_AT < len(longest)
    assert fingerprint(longest + "And one more word for each of them.") == fingerprint(longest)
    assert set(fingerprint(line)) <= set(fingerprint(longest))


@pytest.mark.parametrize("blanks", ["\n" * 50_000, "\n \n" * 20_000, "\n" + " " * 100_000, "\n" + "_ *" * 40_000])
def test_blanks_without_end_are_gone_through_once(blanks):
    assert body(f"LIMA, 14 May. (EFE) - Uno{blanks}\n  (Fuente: EFE)\nDos").split() == ["Uno", *blanks.split(), "Dos"]
