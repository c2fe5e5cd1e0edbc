import subprocess
import sys

import pytest

from pipelines.tags.language import by_stop_words, language_of, normal

TEXTS = {
    "en": "The council has said that it will not close the swimming pool this winter, after people in the town "
    "wrote more than two thousand letters and asked for a vote on what the work would cost and who should "
    "pay for it.",
    "es": "El ayuntamiento ha dicho que no cerrará la piscina este invierno, después de que los vecinos "
    "escribieran más de dos mil cartas y pidieran una votación sobre lo que costaría la obra y quién "
    "debería pagarla.",
    "pt": "A prefeitura disse que não vai fechar a piscina neste inverno, depois que os moradores escreveram "
    "mais de duas mil cartas e pediram uma votação sobre o que a obra custaria e quem deveria pagar por "
    "ela.",
    "fr": "La mairie a dit que la piscine ne fermera pas cet hiver, après que les habitants ont écrit plus de "
    "deux mille lettres et demandé un vote sur le prix des travaux et sur ceux qui devraient les payer.",
    "de": "Die Stadt hat gesagt, dass sie das Schwimmbad in diesem Winter nicht schließen wird, nachdem die "
    "Bürger mehr als zweitausend Briefe geschrieben und eine Abstimmung über die Kosten der Arbeiten "
    "verlangt haben.",
    "it": "Il comune ha detto che non chiuderà la piscina questo inverno, dopo che gli abitanti hanno scritto "
    "più di duemila lettere e chiesto un voto su quello che i lavori costerebbero e su chi dovrebbe "
    "pagarli.",
}
NEIGHBOURS = {
    "ca": "El Govern ha anunciat aquest dimarts que la nova llei entrarà en vigor abans de l'estiu, després de "
    "mesos de negociació amb els grups del Parlament. La consellera ha explicat que el text recull les "
    "demandes dels ajuntaments.",
    "gl": "O Goberno anunciou este martes que a nova lei entrará en vigor antes do verán, despois de meses de "
    "negociación cos grupos do Parlamento. A conselleira explicou que o texto recolle as demandas dos "
    "concellos.",
}


@pytest.mark.parametrize("code", TEXTS)
def test_a_common_language_is_told_by_its_stop_words(code):
    assert by_stop_words(TEXTS[code].lower().replace(",", "").replace(".", "").split()) == code
    assert language_of("", TEXTS[code]) == (code, "text")


@pytest.mark.parametrize("code", NEIGHBOURS)
def test_a_neighbour_of_a_common_language_is_left_to_the_model(code):
    assert by_stop_words(NEIGHBOURS[code].lower().split()) is None
    assert language_of("", NEIGHBOURS[code]) == (code, "text")


def test_the_text_is_believed_against_what_the_page_says():
    assert language_of("", TEXTS["es"], ("en", "de")) == ("es", "text")


def test_a_text_too_short_to_tell_takes_the_first_hint_that_is_a_code():
    assert language_of("Gol", "", (None, "und-x", "es-MX", "en")) == ("es", "hint")


def test_no_text_and_no_hint_is_no_language():
    assert language_of("", "") == (None, "hint")
    assert language_of("2 : 1", "90'", ()) == (None, "hint")


def test_codes_come_out_as_iso_639_1():
    assert [normal(code) for code in ("es-MX", "EN_us", "no", "spa", "fil", "", None)] == [
        "es", "en", "nb", "es", None, None, None
    ]  # fmt: skip


def test_clear_texts_load_no_model():
    code = (
        "import sys; from pipelines.tags.language import language_of;"
        f"print(language_of('', {TEXTS['es']!r})[0], 'py3langid' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["es", "False"]
