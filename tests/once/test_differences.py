import pytest
import wire

from pipelines.differences import agree, differences, prepare
from pipelines.originals import headline_share, kin


def texts(a, b, title_a="", title_b=""):
    return prepare(title_a, a), prepare(title_b, b)


def test_a_text_agrees_with_itself_in_other_typography():
    curly = wire.DROUGHT.replace('"', "”").upper()
    found = differences(*texts(wire.DROUGHT, curly))
    assert found.conflicts == 0
    assert found.matched > 150


@pytest.mark.parametrize(
    ("a", "b"),
    [
        (wire.lottery("lunes", "4, 11 y 40", 8, "1.250.000"), wire.lottery("martes", "2, 9 y 45", 17, "1.475.000")),
        (wire.weather("Port Ansel", 24, 13, "north"), wire.weather("Lower Dunmere", 19, 8, "south-west")),
        (wire.market("Velmar", "8,412", "0.7", "Orrin Steel"), wire.market("Kestin", "12,077", "1.9", "Balt Foods")),
    ],
    ids=["lottery", "weather", "market"],
)  # fmt: skip
def test_a_filled_in_template_is_no_copy(a, b):
    assert not agree(*texts(a, b))


def test_one_changed_figure_in_a_long_text_does_not_make_another_text():
    assert agree(*texts(wire.DROUGHT, wire.DROUGHT.replace("3.200", "3.400")))


def test_a_correction_may_change_more_than_a_copy():
    changed = wire.lottery("lunes", "4, 11, 19, 27, 33 y 41", 9, "1.250.000").replace("noventa", "60")
    first = wire.lottery("lunes", "4, 12, 19, 27, 33 y 40", 8, "2.250.000").replace("noventa", "90")
    title = "Lotería del Litoral: resultados"
    assert not agree(*texts(first, changed, title, title))
    assert agree(*texts(first, changed, title, "CORRECCIÓN: " + title))


def test_days_and_directions_are_facts_and_one_number_in_two_spellings_is_none():
    a = "la bolsa cerró el lunes con una subida de tres décimas"
    b = "la bolsa cerró el martes con una bajada de tres décimas"
    assert differences(*texts(a, b)).conflicts == 2
    assert (
        differences(*texts("se perderán 3.200 hectáreas de maíz", "se perderán 3200 hectáreas de maíz")).conflicts == 0
    )


def test_blanks_alone_are_forgiven_less_than_blanks_among_other_edits():
    first = wire.lottery("lunes", "4", 8, "1.250.000")
    filled = first.replace("lunes", "martes").replace("4", "7").replace("8", "9")
    assert differences(*texts(first, filled)).filled
    edited = filled.replace("asciende", "sube").replace("habitual", "de siempre").replace("autorizadas", "del ramo")
    assert not differences(*texts(first, edited)).filled


def test_a_rewritten_passage_is_no_conflict():
    changed = wire.DROUGHT.replace("no tenemos margen para esperar", "no podemos aguardar")
    assert differences(*texts(wire.DROUGHT, changed)).conflicts == 0


def test_a_sentence_opening_is_no_name():
    a = wire.DROUGHT + "\nAunque llovió algo el domingo, el nivel apenas subió."
    b = wire.DROUGHT + "\nPese a que llovió algo el domingo, el nivel apenas subió."
    assert differences(*texts(a, b)).conflicts == 0


def test_an_empty_text_has_no_differences():
    assert differences(*texts("", "")).matched == 0


def test_a_headline_speaks_of_its_text_and_not_of_another():
    drought, ferry = prepare("", wire.DROUGHT), prepare("", wire.FERRY)
    assert headline_share(wire.DROUGHT_TITLE, drought) >= 0.5
    assert headline_share(wire.DROUGHT_TITLE, ferry) < 0.3
    assert headline_share("Hoy", drought) is None


def test_headlines_of_one_event_share_a_word():
    assert kin(wire.DROUGHT_TITLE, "Valdecuervo se queda sin agua")
    assert not kin(wire.DROUGHT_TITLE, wire.FERRY_TITLE)
    assert not kin("", "")
