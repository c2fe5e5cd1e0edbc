"""Lines that send the reader elsewhere, and the links that follow them, are no text; sentences that begin so are."""

from __future__ import annotations

import pytest
from reading_pages import BODY, PARAGRAPHS, article_page

from pipelines.prompts import without_link_lists, without_prompts

WHOLE = "\n".join(PARAGRAPHS)
LINKED = ("The museum of trains opens its doors", "Why the lamp of the pier went dark in spring")
LINES = "".join(f'<div class="more"><a href="/a/{n}"><i><b>{text}</b></i></a></div>' for n, text in enumerate(LINKED))


@pytest.mark.parametrize(
    "prompt",
    [
        *("Seguir leyendo:", "Seguir leyendo", "SIGUE LEYENDO", "Lea también:", "Leé también", "Te puede interesar:"),
        *("Más noticias:", "Leer más", "Notas relacionadas", "Read more:", "READ MORE", "Read next", "See also:"),
        *("Leia também:", "Leia mais", "Veja também", "Lire aussi :", "À lire aussi", "Sur le même sujet"),
        *("Lesen Sie auch:", "Lesen Sie mehr zum Thema", "Mehr zum Thema", "Leggi anche:", "Lees ook:"),
    ],
)
def test_a_prompt_and_the_links_below_it_are_dropped(read_page, prompt):
    for lines in (LINES, f"<ul><li>{LINES}</li></ul>", LINES.replace("div", "p")):
        article = read_page(article_page(body=f"{BODY}<p><b>{prompt}</b></p>{lines}")).article
        assert article.text == WHOLE


def test_the_credit_below_the_links_stays():
    text = f"One.\nSeguir leyendo:\n{LINKED[0]}\n{LINKED[1]}\nFuente: EFE"
    linked = {text.casefold() for text in LINKED}
    assert without_prompts(text, lambda: linked) == "One.\nFuente: EFE"


def test_links_stay_where_no_prompt_stands_before_them():
    assert without_prompts(f"One.\n{LINKED[0]}", lambda: {LINKED[0].casefold()}) == f"One.\n{LINKED[0]}"


@pytest.mark.parametrize(
    "line",
    [
        "Te puede interesar: El museo de los trenes abre sus puertas",
        "Lire aussi : le phare de nuit",
        "Lesen Sie auch: Das Licht am Hafen",
        "READ MORE: Why the lamp went dark",
        "Leia mais: ¿por que a lâmpada se apagou?",
        "Lea también | Otra nota",
        "Read more » The lamp",
    ],
)
def test_a_prompt_with_its_headline_is_dropped(line):
    assert without_prompts(f"First.\n{line}\nLast.") == "First.\nLast."


def test_a_headline_with_a_full_stop_is_dropped_where_it_is_a_link():
    line = "Read more: The lamp is dark."
    assert without_prompts(line) == line
    assert without_prompts(f"One.\n{line}", lambda: {"the lamp is dark"}) == "One."


@pytest.mark.parametrize(
    "line",
    [
        "Lea también es el lema de la campaña que la biblioteca lanzó el lunes.",
        "Lea también: con esas dos palabras empieza el cartel que los vecinos colgaron en la puerta.",
        "Read more: the library asks it of every child in town, and of their parents.",
        "See also how the harbour lived through the winter of 1962.",
        "Leia mais devagar, pediu a professora.",
        "Lire aussi vite n'aide personne, dit-elle.",
        "Lesen Sie auch die Fußnoten, rät der Lehrer.",
        "Te puede interesar o no, pero el faro se apaga en marzo.",
        "Seguir leyendo a oscuras daña la vista, recordó el médico.",
    ],
)
def test_sentences_that_begin_so_stay(read_page, line):
    assert without_prompts(line) == line
    assert line in read_page(article_page(body=f"{BODY}<p>{line}</p>{BODY}")).article.text.split("\n")


def test_other_articles_between_the_paragraphs_are_dropped(read_page):
    links = "".join(f'<p><a href="/a/{n}">{text}</a></p>' for n, text in enumerate(LINKED))
    article = read_page(article_page(body=BODY + links + BODY.replace("<p>", "<p>Later: "))).article
    assert not [line for line in LINKED if line in article.text]
    assert article.text.startswith(WHOLE)


def test_a_single_link_or_links_elsewhere_stay():
    lines = [f"Line {n}" for n in range(6)]
    one, two = "\n".join([*lines, LINKED[0]]), "\n".join([*lines, *LINKED])
    assert without_link_lists(one, lambda: {LINKED[0].casefold()}) == one
    assert without_link_lists(two, set) == two
    assert without_link_lists(two, lambda: {text.casefold() for text in LINKED}) == "\n".join(lines)


def test_a_text_of_links_is_left_to_be_judged():
    text = "\n".join([*LINKED, *(f"{LINKED[0]} {n}" for n in range(6))])
    assert without_link_lists(text, lambda: {line.casefold() for line in text.split("\n")}) == text


@pytest.mark.parametrize("line", ["WATCH: Why the lamp went dark", "FUNDA UDABA LAPHA | Why the lamp went dark"])
def test_a_label_of_any_wording_before_a_link_is_a_prompt(line):
    assert without_prompts(f"One.\n{line}", lambda: {"why the lamp went dark"}) == "One."
    assert without_prompts(line) == line


@pytest.mark.parametrize("line", ["Photo: Ana Prueba", "Foto: dpa", "(Image: Vellmar Post / A. Muster)", "Bild: AFP"])
def test_the_credit_of_a_picture_is_no_text(line):
    assert without_prompts(f"One.\n{line}") == "One."
