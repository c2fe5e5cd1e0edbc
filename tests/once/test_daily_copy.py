"""What comes every day in the same words is no copy; what is sent twice is one."""

import daily_wire as daily
import pytest
import wire


def _pair(make, first, second):
    return make(*first), make(*second)


TEMPLATES = {
    "power": _pair(
        daily.power_price,
        ("miércoles", "mayo", "61,20", ("14.00 y las 15.00", "3,11", "21.00 y las 22.00", "118,45")),
        ("jueves", "mayo", "58,94", ("15.00 y las 16.00", "2,87", "20.00 y las 21.00", "109,30")),
    ),
    "fuel": _pair(
        daily.fuel, ("Tierra Llana", "5 al 11", "1,512", "1,433"), ("Tierra Llana", "12 al 18", "1,498", "1,421")
    ),
    "fuel elsewhere": _pair(
        daily.fuel, ("Tierra Llana", "5 al 11", "1,512", "1,433"), ("Valdemar", "5 al 11", "1,530", "1,447")
    ),
    "results": _pair(
        daily.results,
        ("Aceros del Norte", "primer trimestre", "84,2", "1.310", "la demanda de perfiles"),
        ("Bodegas Oriol", "primer trimestre", "12,7", "96", "las exportaciones de vino"),
    ),
    "same company, next quarter": _pair(
        daily.results,
        ("Aceros del Norte", "primer trimestre", "84,2", "1.310", "la demanda de perfiles"),
        ("Aceros del Norte", "segundo trimestre", "79,8", "1.275", "la demanda de perfiles"),
    ),
    "forecast": _pair(
        daily.forecast, ("Tierra Llana", "lunes", "24", "9", "norte"), ("Tierra Llana", "martes", "26", "11", "sur")
    ),
    "close": _pair(
        daily.close,
        ("Velmar", "Monday", "up 0.4", "8,412.7", "Orrin Steel", "Palisade Air"),
        ("Velmar", "Tuesday", "down 1.1", "8,320.2", "Kestrel Mining", "Orrin Steel"),
    ),
    "draw": _pair(
        daily.draw,
        ("Wednesday", "4, 17, 22, 38, 41 and 46", "9", "6.5"),
        ("Saturday", "2, 11, 17, 29, 35 and 44", "31", "8"),
    ),
}


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_daily_template_folds_neither_with_another_headline_nor_with_the_same(archive, name):
    first, second = TEMPLATES[name]
    archive.add("hoy", "Los datos de la jornada", first)
    assert archive.add("mañana", "Los datos de la jornada", second, hour=20).article.duplicate_of is None


@pytest.mark.parametrize("name", TEMPLATES)
def test_another_outlets_copy_of_one_day_of_a_template_folds(archive, name):
    text, _ = TEMPLATES[name]
    archive.add("agencia", "Los datos de la jornada", text)
    copy = archive.add("diario", "Así queda hoy", f"REDACCIÓN. {text}\n{wire.BOILERPLATE[:180]}", hour=9)
    assert copy.article.duplicate_of == "agencia"


def test_a_correction_folds_with_what_it_corrects(archive):
    archive.add("agencia", daily.INQUEST_TITLE, daily.INQUEST)
    mended = (
        daily.INQUEST.replace("seven people", "nine people")
        .replace("11,000", "14,000")
        .replace("Dame Ottoline", "Dame Odile")
    )
    corrected = archive.add("agencia-2", f"CORRECTED: {daily.INQUEST_TITLE}", mended, hour=10).article
    assert (corrected.duplicate_of, corrected.duplicate_kind) == ("agencia", "copy")


def test_a_syndicated_column_folds_and_its_author_s_next_one_does_not(archive):
    archive.add("matutino", daily.COLUMN_TITLE, daily.COLUMN)
    bio = "\nLeonor Vidaurre es escritora. Su columna aparece los domingos en doce diarios de provincias."
    syndicated = archive.add("provincias", "La mesa del comedor, por Leonor Vidaurre", daily.COLUMN + bio, hour=12)
    assert syndicated.article.duplicate_of == "matutino"
    next_one = archive.add("matutino-2", "Leonor Vidaurre: Tres semanas a pie", daily.NEXT_COLUMN + bio, hour=13)
    assert next_one.article.duplicate_of is None


def _live(entries):
    return "\n".join(reversed(daily.LIVE_ENTRIES[:entries]))


def test_a_live_blog_that_grows_stays_one_article_with_its_copies(archive):
    archive.add("envivo", daily.LIVE_TITLE, _live(3))
    copy = archive.add("copia", "Temporal en Almadraba: última hora", _live(3), hour=9).article
    assert copy.duplicate_of == "envivo"
    grown = archive.add("envivo", daily.LIVE_TITLE, _live(6), hour=20).article
    assert (grown.revision, grown.duplicate_of) == (2, None)
    assert archive.original("copia") == "envivo"
    late = archive.add("tarde", "El temporal de Almadraba, minuto a minuto", _live(6), hour=21).article
    assert late.duplicate_of == "envivo"


def test_two_live_blogs_that_share_one_entry_stay_apart(archive):
    archive.add("envivo", daily.LIVE_TITLE, _live(6))
    other = wire.FERRY + "\n" + daily.LIVE_ENTRIES[1]
    assert archive.add("puertos", "Los puertos, en directo", other, hour=20).article.duplicate_of is None


def test_a_round_up_makes_no_chain_of_what_it_joins(archive):
    archive.add("resumen", "Sequía en Valdecuervo", wire.DROUGHT + "\n" + wire.FERRY)
    archive.add("sequia", wire.DROUGHT_TITLE, wire.DROUGHT, hour=9)
    archive.add("sequia-2", "Valdecuervo raciona el agua", wire.DROUGHT, hour=10)
    long_ferry = wire.FERRY + "\n" + daily.LIVE_ENTRIES[1] + "\n" + daily.LIVE_ENTRIES[3] + "\n" + daily.INQUEST
    archive.add("barco", wire.FERRY_TITLE, long_ferry, hour=11)
    archive.add("barco-2", "Encalla el Estrella del Sur", wire.FERRY, hour=12)
    drought, ferry = (
        {archive.original(id_) or id_ for id_ in pair} for pair in (("sequia", "sequia-2"), ("barco", "barco-2"))
    )
    assert len(drought) == len(ferry) == 1
    assert drought.isdisjoint(ferry)


def test_a_merged_story_has_an_edge_to_each_of_its_parts_in_any_order(archive):
    archive.add("sequia", wire.DROUGHT_TITLE, wire.DROUGHT)
    archive.add("resumen", "Agua y mar: la jornada en la región", wire.DROUGHT + "\n" + wire.FERRY, hour=9)
    archive.add("barco", wire.FERRY_TITLE, wire.FERRY, hour=10)
    pairs = {frozenset(pair): kind for pair, kind in archive.edges().items()}
    assert pairs == {frozenset({"resumen", "sequia"}): "contained", frozenset({"resumen", "barco"}): "contained"}


@pytest.mark.parametrize("keep", [1.0, 0.75, 0.5])
def test_a_trimmed_copy_dressed_in_its_outlet_s_furniture_folds(archive, keep):
    for number, text in enumerate((wire.FERRY, daily.COLUMN, daily.NEXT_COLUMN, wire.DROUGHT), 1):
        archive.add(f"otro{number}", f"Pieza {number}", f"{text}\n{wire.BOILERPLATE}", hour=number)
    lines = daily.INQUEST.split("\n")
    trimmed = "\n".join(lines[: round(len(lines) * keep)])
    archive.add("inglés", "Engineers to speak at bridge inquiry", f"{trimmed}\n{wire.BOILERPLATE}", hour=8)
    whole = archive.add("agencia", daily.INQUEST_TITLE, daily.INQUEST, hour=9).article
    assert whole.duplicate_of == "inglés"
