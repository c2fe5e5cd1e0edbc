"""An agency that a page hides is told by a copy that names it."""

from datetime import UTC

import event_texts as told
import orjson
import pytest

from pipelines.article import Credit
from pipelines.store.forgetting import Forgetting, remove

CUT = "\n".join(told.SIGNING.strip().split("\n")[:-1]) + "\n"
LONG = told.SIGNING + told.PETROL + told.OTHER_MEETING


def test_a_page_that_hides_the_agency_gets_it_from_a_copy_that_names_it(desk, dateline):
    desk.add("agencia", told.SIGNING, agency="europapress", credits=[dateline()])
    hidden = desk.add("diario", CUT, at="2031-05-14T10:00")
    assert (hidden.agency, hidden.provenance["agency"]) == ("europapress", "copy")
    credit = hidden.credits[-1]
    assert (credit.kind, credit.agency, credit.article_id, credit.name) == (
        "copy", "europapress", "agencia", "Europa Press")  # fmt: skip
    assert "LIMA, 14 May. (EUROPA PRESS) -" in credit.evidence
    assert credit.confidence < 0.95


def test_a_stored_page_gets_it_when_the_naming_copy_comes_later(desk, dateline):
    desk.add("diario", told.SIGNING)
    desk.add("otro", CUT, at="2031-05-14T09:00")
    desk.add("agencia", told.SIGNING + "\n", at="2031-05-14T10:00", agency="europapress", credits=[dateline()])
    assert [desk.column("agency", id_) for id_ in ("diario", "otro")] == ["europapress", "europapress"]
    assert sorted(desk.changes("agency")) == [("diario", "null", '"europapress"'), ("otro", "null", '"europapress"')]
    _, old, new = next(change for change in desk.changes("credits") if change[0] == "diario")
    assert (orjson.loads(old), orjson.loads(new)[0]["article_id"]) == ([], "agencia")


def test_what_was_inferred_proves_nothing(desk, dateline):
    desk.add("agencia", told.SIGNING, agency="europapress", credits=[dateline()])
    desk.add("diario", CUT, at="2031-05-14T10:00")
    remove(Forgetting(db=desk.db, ids=["agencia"], now="2031-05-14T10:30:00+00:00", zone=UTC))
    later = desk.add("otro", CUT + "Aktau.\n", at="2031-05-14T11:00")
    assert later.duplicate_of == "diario"
    assert (desk.column("agency", "diario"), later.agency) == ("europapress", None)


def test_copies_that_name_two_agencies_tell_nothing(desk, dateline):
    desk.add("agencia", told.SIGNING, agency="europapress", credits=[dateline()])
    efe = dateline("Lima, 14 may (EFE).-", "efe", "EFE")
    desk.add("otra", told.SIGNING + " ", at="2031-05-14T09:00", agency="efe", credits=[efe])
    assert desk.add("diario", CUT, at="2031-05-14T10:00").agency is None


def test_a_longer_text_is_not_the_agencys(desk, dateline):
    desk.add("agencia", told.SIGNING, agency="europapress", credits=[dateline()])
    holder = desk.add("resumen", LONG, at="2031-05-14T10:00")
    assert holder.duplicate_of == "agencia"
    assert holder.agency is None


def test_a_signed_text_that_was_there_first_is_not_the_agencys(desk, dateline):
    desk.add("diario", told.SIGNING, authors=["Ana Vidal"])
    desk.add("agencia", CUT, at="2031-05-14T12:00", agency="europapress", credits=[dateline()])
    assert desk.column("agency", "diario") is None


@pytest.mark.parametrize("kind", ["byline", "credit_name", "structured", "copyright"])
def test_any_statement_of_the_naming_page_will_do(desk, kind):
    said = Credit(kind=kind, name="EFE", agency="efe", evidence="Fuente: EFE", confidence=0.9)
    desk.add("diario", told.SIGNING, agency="efe", credits=[said])
    assert desk.add("otro", CUT, at="2031-05-14T10:00").agency == "efe"


def test_a_rewrite_is_no_copy(desk, dateline):
    desk.add("agencia", told.SIGNING, agency="europapress", credits=[dateline()])
    assert desk.add("sol", told.SIGNING_OWN_WORDS, at="2031-05-14T10:00").agency is None
    assert desk.add("gulf", told.SIGNING_EN, at="2031-05-14T11:00", language="en").agency is None


def test_an_agencys_own_page_needs_no_dateline(desk):
    desk.add("agencia", told.SIGNING, agency="europapress", provenance={"agency": "source"})
    hidden = desk.add("diario", CUT, at="2031-05-14T10:00")
    assert (hidden.agency, hidden.credits[-1].article_id) == ("europapress", "agencia")
    assert "own page" in hidden.credits[-1].evidence
