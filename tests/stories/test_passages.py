from pipelines.stories.passages import passages

FIRST = "El puente de Lerma se cerró el lunes por una grieta en el segundo pilar, que mide 40 centímetros."
SECOND = "La alcaldesa, Pilar Ríos, teme que la reparación dure hasta la primavera."
THIRD = '"No vamos a correr riesgos", dijo Ríos ante los vecinos de la orilla derecha.'


def test_what_a_copy_cuts_and_adds():
    own = "Los comerciantes han pedido una pasarela provisional."
    found = passages(f"LERMA, 3 Mar. (EUROPA PRESS) - {FIRST}\n{SECOND}\n{THIRD}", f"{FIRST}\n{THIRD}\n{own}")
    assert found.cut == (SECOND,)
    assert found.added == (own,)


def test_what_is_cut_within_a_paragraph():
    assert passages(FIRST, FIRST.replace(" por una grieta en el segundo pilar", "")).cut == (
        "por una grieta en el segundo pilar,",
    )


def test_a_word_for_another_is_neither():
    found = passages(f"{FIRST}\n{SECOND}", f"{FIRST}\n{SECOND}".replace("temes", "cree").replace("cerró", "clausuró"))
    assert (found.cut, found.added) == ((), ())


def test_a_paragraph_that_moved_is_neither():
    found = passages(f"{FIRST}\n{SECOND}\n{THIRD}", f"{THIRD}\n{FIRST}\n{SECOND}")
    assert (found.cut, found.added) == ((), ())


def test_the_same_text_has_none():
    assert passages(FIRST, FIRST.upper()) == passages("", "")
