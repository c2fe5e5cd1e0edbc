import wire

from pipelines.dedup import window_time
from pipelines.store.fingerprints import FingerprintIndex


def test_a_copy_with_another_headline_and_dateline_is_folded(archive):
    archive.add("agencia", wire.DROUGHT_TITLE, wire.DROUGHT)
    copy = archive.add("diario", "Valdecuervo se seca", "SORIA, 14 May. (ANP) - " + wire.DROUGHT, hour=9)
    assert copy.article.duplicate_of == "agencia"
    assert copy.article.duplicate_kind == "copy"
    assert archive.edges() == {("diario", "agencia"): "copy"}


def test_the_same_title_and_text_is_exact_at_any_age(archive):
    archive.add("agencia", wire.DROUGHT_TITLE, wire.DROUGHT, seen="2030-01-01T00:00:00+00:00")
    assert archive.add("diario", wire.DROUGHT_TITLE, wire.DROUGHT).article.duplicate_kind == "exact"


def test_a_trimmed_and_a_padded_copy_are_folded(archive):
    archive.add("agencia", wire.DROUGHT_TITLE, wire.DROUGHT)
    trimmed = archive.add("breve", "Restricciones en Valdecuervo", wire.DROUGHT_HEAD, hour=9).article
    padded = archive.add("largo", wire.DROUGHT_TITLE, wire.DROUGHT + "\n" + wire.BOILERPLATE, hour=10).article
    assert (trimmed.duplicate_of, trimmed.duplicate_kind) == ("agencia", "contained")
    assert padded.duplicate_of == "agencia"


def test_another_text_about_the_same_event_is_no_copy(archive):
    archive.add("agencia", wire.DROUGHT_TITLE, wire.DROUGHT)
    assert archive.add("otro", wire.FERRY_TITLE, wire.FERRY).article.duplicate_of is None
    assert archive.add("english", wire.DROUGHT_EN_TITLE, wire.DROUGHT_EN).article.duplicate_of is None


def test_a_daily_template_is_not_folded(archive):
    archive.add("lunes", "Lotería del Litoral", wire.lottery("lunes", "4, 11, 19, 27, 33 y 40", 8, "1.250.000"))
    tuesday = wire.lottery("martes", "2, 9, 15, 21, 38 y 45", 17, "1.475.000")
    assert archive.add("martes", "Lotería del Litoral", tuesday, hour=20).article.duplicate_of is None
    archive.add("a", "Market close", wire.market("Velmar", "8,412", "0.7", "Orrin Steel"))
    other = wire.market("Kestin", "12,077", "1.9", "Balt Foods")
    assert archive.add("b", "Market close", other, hour=20).article.duplicate_of is None


def test_what_is_older_than_the_window_is_not_compared(archive):
    archive.add("agencia", wire.DROUGHT_TITLE, wire.DROUGHT, seen="2031-05-10T07:59:59+00:00")
    assert (
        archive.add("diario", "Otra cosa", wire.DROUGHT, seen="2031-05-13T08:00:00+00:00").article.duplicate_of is None
    )
    archive.add("b", "Transbordador", wire.FERRY, seen="2031-05-10T08:00:00+00:00")
    assert archive.add("c", "Encalla", wire.FERRY, seen="2031-05-13T08:00:00+00:00").article.duplicate_of == "b"


def test_a_tiny_text_is_a_copy_only_of_the_same_title_and_text_near_in_time(archive):
    title, text = "Sube el dólar", "El dólar cerró al alza en las pizarras de la ciudad."
    archive.add("a", title, text)
    assert archive.add("b", title, text).article.duplicate_of == "a"
    assert archive.add("c", "El dólar", text).article.duplicate_of is None
    assert archive.add("d", title, text, seen="2031-06-14T08:00:00+00:00").article.duplicate_of is None


def test_an_empty_text_repeats_nothing(archive):
    archive.add("a", "Galería", "")
    assert archive.add("b", "Galería", "").article.duplicate_of is None


def test_an_original_that_arrives_late_takes_its_place(archive):
    archive.add("copia", "Valdecuervo, sin agua", wire.DROUGHT, hour=9, published="2031-05-14T08:40:00+00:00")
    archive.add("tercera", "Racionamiento", wire.DROUGHT, hour=10, published="2031-05-14T09:30:00+00:00")
    assert archive.original("tercera") == "copia"
    archive.add("agencia", wire.DROUGHT_TITLE, wire.DROUGHT, hour=11, published="2031-05-14T06:10:00+00:00")
    assert archive.original("agencia") is None
    assert archive.original("copia") == archive.original("tercera") == "agencia"
    assert ("copia", "null", '"agencia"') in archive.changes("duplicate_of")
    assert archive.column("duplicate_kind", "copia") == "copy"
    assert archive.story("agencia") == archive.story("copia") == "copia"


def test_copies_never_chain(archive):
    archive.add("uno", wire.DROUGHT_TITLE, wire.DROUGHT)
    for hour, name in enumerate(("dos", "tres", "cuatro"), 9):
        archive.add(name, f"Sequía {name}", wire.DROUGHT + "\n" + wire.BOILERPLATE[: 60 * hour], hour=hour)
    assert {archive.original(name) for name in ("dos", "tres", "cuatro")} == {"uno"}


def test_a_round_up_repeats_both_stories_and_joins_them_not(archive):
    archive.add("sequia", wire.DROUGHT_TITLE, wire.DROUGHT)
    archive.add("barco", wire.FERRY_TITLE, wire.FERRY)
    archive.add("resumen", wire.ROUND_UP_TITLE, wire.ROUND_UP, hour=20)
    assert {pair for pair in archive.edges() if pair[0] == "resumen"} == {("resumen", "sequia"), ("resumen", "barco")}
    assert archive.original("sequia") is archive.original("barco") is None
    assert archive.story("sequia") != archive.story("barco")


def test_a_round_up_that_comes_first_is_no_original(archive):
    archive.add("resumen", wire.ROUND_UP_TITLE, wire.ROUND_UP)
    archive.add("sequia", wire.DROUGHT_TITLE, wire.DROUGHT, hour=9)
    archive.add("barco", wire.FERRY_TITLE, wire.FERRY, hour=10)
    assert archive.original("sequia") is archive.original("barco") is None
    assert set(archive.edges()) == {("resumen", "sequia"), ("resumen", "barco")}
    assert len({archive.story(id_) for id_ in ("resumen", "sequia", "barco")}) == 3


def test_two_excerpts_meet_when_the_whole_is_stored(archive):
    archive.add("cabeza", "Trece pueblos racionan el agua en Valdecuervo", wire.DROUGHT_HEAD)
    archive.add("cola", "Valdecuervo: el maíz se pierde por falta de agua", wire.DROUGHT_TAIL, hour=9)
    assert archive.original("cola") is None
    archive.add("agencia", wire.DROUGHT_TITLE, wire.DROUGHT, hour=10)
    assert archive.original("agencia") == archive.original("cola") == "cabeza"
    assert {archive.story(id_) for id_ in ("cabeza", "cola", "agencia")} == {"cabeza"}


def test_a_revision_is_not_compared_with_its_own_versions(archive):
    archive.add("agencia", wire.DROUGHT_TITLE, wire.DROUGHT)
    archive.add("copia", "Sequía", wire.DROUGHT, hour=9)
    revised = archive.add("agencia", wire.DROUGHT_TITLE, wire.DROUGHT.replace("3.200", "3.400"), hour=10).article
    assert (revised.revision, revised.duplicate_of, revised.story) == (2, None, "agencia")
    assert archive.original("copia") == "agencia"


def test_a_copy_is_found_after_its_original_was_rewritten(archive):
    archive.add("agencia", wire.DROUGHT_TITLE, wire.DROUGHT)
    archive.add("copia", "Sequía", wire.DROUGHT, hour=9)
    archive.add("agencia", wire.FERRY_TITLE, wire.FERRY, hour=10)
    assert archive.add("nueva", "Valdecuervo", wire.DROUGHT, hour=11).article.duplicate_of == "agencia"


def test_boilerplate_links_nobody(archive):
    others = (
        wire.DROUGHT,
        wire.FERRY,
        wire.weather("Port Ansel", 24, 13, "north"),
        wire.lottery("lunes", "4 y 9", 8, "2"),
    )
    for number, text in enumerate(others):
        archive.add(f"x{number}", f"Pieza {number}", f"{text}\n{wire.BOILERPLATE}", hour=number)
    short = archive.add(
        "breve", "Breve", f"El teatro de la plaza abre mañana sus puertas.\n{wire.BOILERPLATE}", hour=12
    )
    assert short.article.word_count > 60
    assert short.article.duplicate_of is None


def test_a_claim_of_the_future_or_of_1970_is_not_believed(archive):
    for id_, published in (("f", "2031-05-15T00:00:00+00:00"), ("z", "1970-01-01T00:00:00+00:00")):
        assert window_time(archive.add(id_, "T", "x", published=published).article) == "2031-05-14T08:00:00+00:00"
    day = archive.add("d", "T", "x", published="2031-05-13T00:00:00+00:00", precision="day").article
    assert window_time(day) == "2031-05-13T23:59:59+00:00"


def test_the_index_forgets_what_is_removed(archive):
    first = archive.add("agencia", wire.DROUGHT_TITLE, wire.DROUGHT)
    index, (key,) = FingerprintIndex(archive.db), archive.db.execute("SELECT key FROM articles").fetchone()
    window = ("2031-05-13T00:00:00+00:00", "2031-05-15T00:00:00+00:00")
    found = index.candidates(first.fingerprint, *window)
    assert [(c.key, c.containment) for c in found] == [(key, 1.0)]
    index.remove(key)
    index.remove(key)
    assert index.candidates(first.fingerprint, *window) == []
    assert archive.db.execute("SELECT count(*) FROM fingerprint_hashes").fetchone()[0] == 0
