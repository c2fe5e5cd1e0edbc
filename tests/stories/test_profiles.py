from datetime import date

import pytest

from pipelines.stories.profile import profile
from pipelines.stories.skeletons import alike, skeleton

WEDNESDAY = date(2031, 5, 14)


@pytest.mark.parametrize("spellings", [
    "Jamenei Khamenei", "Jalílov Khalilov", "Jatib Khatib", "Serguéi Sergei Sergey", "Shcherbakov Sherbakov",
    "Zelenski Zelensky Zelenskyy", "Novorosíisk Novorossiysk", "Majachkalá Makhachkala", "Londres London", "OTAN NATO",
    "Pekín Beijing", "Durero Dürer", "Nasiriya Nasiriyah",
])  # fmt: skip
def test_one_name_in_several_spellings_has_one_skeleton(spellings):
    assert len({skeleton(name) for name in spellings.split()}) == 1


def test_a_shared_skeleton_is_not_enough():
    assert skeleton("Marino") == skeleton("Moreno") == skeleton("Mariana")
    assert alike("jalilov", "khalilov")
    assert not alike("mariana", "moreno")


def test_short_names_stand_for_themselves():
    assert skeleton("Lula") != skeleton("Lali")


@pytest.mark.parametrize(("spanish", "english"), [
    ("46.000 millones de pesos", "46 billion pesos"), ("2,9 millones de euros", "2.9 million euros"),
    ("850.000 contenedores", "850,000 containers"), ("el 12,3%", "12.3 per cent"), ("quince años", "fifteen years"),
    ("a las 22.47 horas", "at 22:47"),
])  # fmt: skip
def test_numbers_are_the_same_in_both_languages(spanish, english):
    assert profile("", spanish, WEDNESDAY).numbers == profile("", english, WEDNESDAY).numbers != {}


def test_a_fraction_is_no_whole_number():
    assert not profile("", "un 6,4 y 64", WEDNESDAY).numbers.keys() & profile("", "641 y 46", WEDNESDAY).numbers.keys()
    assert set(profile("", "6,4 o 64", WEDNESDAY).numbers) == {"64d", "64"}


@pytest.mark.parametrize("text", ["el lunes", "on Monday", "el 12 de mayo", "May 12", "12 May.", "am Montag"])
def test_days_are_dates(text):
    assert profile("", text, WEDNESDAY).days == {"05-12"}


def test_a_days_number_is_no_number():
    assert profile("", "el 25 de julio llegaron 25 barcos", WEDNESDAY).numbers == {"25": 0.35}
    assert profile("", "July 25", WEDNESDAY).numbers == {}


@pytest.mark.parametrize("text", ["mide 10² metros", "① Acuerdo", "nota ¹ y CO ₂", "el ٣ de julio"])
def test_digits_of_every_kind_are_read(text):
    assert profile(text, text, WEDNESDAY)


def test_a_capital_that_opens_a_sentence_is_no_name():
    names = profile("", "Trabajan nueve brigadas. Llueve en Verín.", WEDNESDAY).names
    assert [spelling for spelling, _ in names.values()] == ["verin"]


def test_a_headline_in_title_case_names_nobody_by_itself():
    found = profile("Ministers Agree On Harbour Plan", "They met in Aktau.", WEDNESDAY).names
    assert [spelling for spelling, _ in found.values()] == ["aktau"]


def test_bodies_of_every_country_say_little():
    names = dict(profile("", "el Gobierno de Kuryk", WEDNESDAY).names.values())
    assert names["gobierno"] < 0.3 < names["kuryk"]
