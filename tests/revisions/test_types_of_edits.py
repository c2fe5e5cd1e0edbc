"""Each change of a realistic text gets the types that a person would give it, and no other."""

import time
from dataclasses import replace

import pytest
from revised_texts import AT, BRIDGE, DATELINE, FERRY, LATER, after, version

from pipelines.article import Credit
from pipelines.revising.edits import MEANING, edits_between, rows_of
from pipelines.revising.notes import is_correction, is_passing
from pipelines.revising.wording import said

ES = version(BRIDGE, agency="efe", dateline=DATELINE)
EN = version(FERRY, title="Ferry runs aground off Skerray")


@pytest.mark.parametrize(
    ("before", "later", "types"),
    [
        (ES, after(ES, ("640.000 euros", "940.000 euros")), {"number"}),
        (ES, after(ES, ("doce empresas", "14 empresas")), {"number"}),
        (ES, after(ES, ("doce empresas", "12 empresas")), {"wording"}),
        (EN, after(EN, ("84 people", "79 people"), ("Three were", "Five were")), {"number"}),
        (ES, after(ES, title="Algorta recupera su puente en abril"), {"headline"}),
        (ES, after(ES, title="El puente de Algorta reabrirá el 9 de abril"), {"headline", "number"}),
        (EN, after(EN, title="All 84 rescued as ferry runs aground"), {"headline"}),
        (ES, after(ES, ('"No habrá más retrasos que los de la lluvia", aseguró Goñi. ', "")), {"quote_removed"}),
        (EN, after(EN, ("and then the engine simply stopped", "and someone on the bridge shouted")), {"quote_changed"}),
        (EN, after(EN, ("A spokesman declined", "“Nobody is being blamed yet,” a spokesman said. He declined")),
         {"quote_added", "wording"}),
        (ES, after(ES, ("presentó el arquitecto", "presento el arqitecto")), {"typo"}),
        (EN, after(EN, ("yearly inspection in January", "inspection two years ago")), {"wording"}),
        (ES, after(ES, ("\n" + BRIDGE.split("\n")[2], "")), {"paragraph_removed"}),
        (EN, after(EN, text=FERRY + "\nThe Marine Accident Investigation Branch has sent two inspectors."),
         {"paragraph_added"}),
        (ES, after(ES, text=BRIDGE + "\nFe de erratas: una versión anterior daba otra fecha."), {"correction"}),
        (EN, after(EN, text=FERRY + "\nThis article was amended on 11 March to correct the name of the operator."),
         {"correction"}),
        (ES, after(ES, ("Bilbao, 10 mar (EFE).- ", ""), agency=None, dateline=None), {"agency_dropped", "dateline"}),
        (ES, after(ES, text="\n".join(BRIDGE.split("\n")[i] for i in (0, 2, 1, 3))), {"moved"}),
        (EN, after(EN, ("the coastguard said.\nAll", "the coastguard said. All")), {"moved"}),
        (EN, after(EN, authors=["Eilidh Mackay"]), {"byline"}),
    ],
)  # fmt: skip
def test_a_change_has_its_types(before, later, types):
    assert set(edits_between(before, later)) == types


def test_several_types_may_apply_and_stand_in_one_order():
    later = after(
        ES, ("640.000", "940.000"), ('"No habrá más retrasos que los de la lluvia", aseguró Goñi. ', ""),
        title="El puente costará más", modified=AT, modified_raw=AT,
    )  # fmt: skip
    assert edits_between(ES, later) == ("headline", "number", "quote_removed", "silent")


@pytest.mark.parametrize(
    ("claims", "silent"),
    [
        ((AT, AT), True),
        ((AT, LATER), False),
        ((AT, None), True),
        ((None, None), False),  # who claims nothing cannot fail to raise it
        (("2031-03-10", "2031-03-10"), False),  # a day alone says nothing on that day
    ],
)
def test_an_edit_is_silent_where_the_claimed_time_was_not_raised(claims, silent):
    first, second = (f"{claim}T00:00:00+00:00" if claim and len(claim) == 10 else claim for claim in claims)
    before = version(FERRY, modified=first, modified_raw=claims[0])
    later = after(before, ("84 people", "79 people"), modified=second, modified_raw=claims[1])
    assert ("silent" in edits_between(before, later)) is silent


def test_what_tells_its_readers_is_not_silent_nor_is_another_headline_alone():
    noted = after(EN, text=FERRY + "\nCorrection: the ferry carried 84 people, not 48.", modified=AT, modified_raw=AT)
    assert edits_between(EN, noted) == ("correction",)
    assert edits_between(EN, after(EN, title="Ferry aground", modified=AT, modified_raw=AT)) == ("headline",)


def test_a_live_blog_goes_on_and_nothing_else():
    before = version(BRIDGE, kind="live")
    later = after(before, ("640.000", "940.000"), kind="live", modified=AT, modified_raw=AT)
    assert edits_between(before, later) == ("live",)


def test_a_fallen_paywall_is_no_edit_of_the_text():
    before = version(FERRY.split("\n")[0], access="partial")
    assert edits_between(before, after(before, text=FERRY, access="full")) == ("access",)


def test_an_inferred_agency_was_never_printed_and_cannot_be_dropped():
    inferred = Credit(kind="byline", name="EFE", evidence="a copy", confidence=0.8, agency="efe")
    inferred.kind = "copy"  # type: ignore[assignment]  # as inference writes it
    before = version(BRIDGE, agency="efe", provenance={"agency": "copy"}, credits=[inferred])
    assert edits_between(before, after(before, ("640.000", "940.000"), agency=None, credits=[])) == ("number",)


@pytest.mark.parametrize("line", [
    "Corrección: el nombre del concejal es Aitor y no Ander.",
    "Una versión anterior de este artículo atribuía la cita a otra persona.",
    "Esta nota ha sido corregida para precisar la fecha.",
    "Correction: an earlier headline misstated the number of passengers.",
    "An earlier version of this story misspelled the name of the ship.",
    "Erramos: o projeto foi aprovado na terça-feira, e não na segunda.",
    "Diferentemente do que foi informado, a votação será em maio.",
])  # fmt: skip
def test_notes_of_correction_are_known(line):
    assert is_correction(line)


@pytest.mark.parametrize("line", [
    "El Gobierno pidió una corrección del presupuesto.",
    "The correction of the course took the pilot ten minutes.",
    "A correção monetária será paga em março.",
    "The prison's new head of corrections spoke to reporters.",
])  # fmt: skip
def test_news_that_speak_of_corrections_are_none(line):
    assert not is_correction(line)


def test_what_changes_at_every_visit_is_not_said():
    page = f"Actualizado a las 12:34 h\n{BRIDGE}\nLea también: Las obras de la ría\n12 comentarios\nhace 5 minutos"
    again = f"Actualizado a las 13:05 h\n{BRIDGE}\nTe puede interesar: otra cosa\n57 comentarios\nhace 2 horas"
    assert said("T", page) == said("T", again) == said("T", BRIDGE)
    assert said("“Nada”, dijo", "a – b…") == said('"Nada", dijo', "a - b...")
    assert not is_passing("Hace cinco minutos que el juez leyó la sentencia, y nadie se mueve.")


def test_every_type_has_a_meaning_and_long_texts_take_milliseconds():
    assert all(MEANING.values())
    long = "\n".join(f"{n} {line}" for n in range(60) for line in FERRY.split("\n"))
    before = version(long)
    began = time.process_time()
    edits_between(before, after(before, ("Moira Tait", "Morag Tait"), ("mild", "severe"), ("84", "79")))
    assert time.process_time() - began < 2


def test_texts_made_to_be_compared_for_hours_are_compared_coarsely():
    def told(start, end):
        quotes = (f'"{start} {n} de las {n} partes" dijo {n}' for n in range(4000))
        return "\n".join([*quotes, *[start, "la línea de siempre", "y otra línea más"] * 2500, end])

    before = version(f"El principio se mantiene igual.\n{told('Se perdió', 'Fin.')}\nY así acaba también ahora.")
    later = replace(before, text=before.text.replace("Se perdió", "Nadie encontró"), modified=LATER)
    assert {"quote_removed", "quote_added"} <= set(edits_between(before, later))
    rows = rows_of(before, later)
    assert (rows[0].state, rows[-1].state) == ("same", "same")
    assert "".join(row.old for row in rows) == before.text.replace("\n", "")
