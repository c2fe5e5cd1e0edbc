from __future__ import annotations

import unicodedata

import pytest

from pipelines.credit_lines import CreditLine, may_be_credit, may_hold_credit, parse_line
from pipelines.text import squeeze

KNOWN = {
    name.casefold(): name for name in ("EFE", "Agencia EFE", "AP", "AFP", "Reuters", "dpa", "Lusa", "ANSA", "Infobae")
}
KNOWN["agência brasil"] = "Agência Brasil"
KNOWN["the canadian press"] = "The Canadian Press"
KNOWN["associated press"] = "Associated Press"


def parse(line: str) -> CreditLine | None:
    return parse_line(line, lambda name: KNOWN.get(name.casefold()))


@pytest.mark.parametrize(
    ("line", "names", "url"),
    [
        ("Fuente: Agencia EFE", ("Agencia EFE",), None),
        ("Fuente : EFE.", ("EFE",), None),
        ("Fuente：EFE", ("EFE",), None),
        ("Fuente: Radio del Puerto", ("Radio del Puerto",), None),
        ("(Con información de AFP, EFE y Reuters)", ("AFP", "EFE", "Reuters"), None),
        ("Con información de EFE y AP", ("EFE", "AP"), None),
        (
            "Este artículo fue publicado originalmente en La Prueba: https://prueba.example/n",
            ("La Prueba",),
            "https://prueba.example/n",
        ),
        ("Publicado originalmente en La Prueba", ("La Prueba",), None),
        ("Image and News Source: https://prueba.example/a/2025/", (), "https://prueba.example/a/2025/"),
        ("Source: www.prueba.example/a.", (), "https://www.prueba.example/a"),
        ("Source: Reuters | 8 May | Editor: X", ("Reuters",), None),
        ("This article was originally published by The Trial. Read the original article.", ("The Trial",), None),
        ("This story first appeared in Trial Weekly and is republished with permission.", ("Trial Weekly",), None),
        ("Originally published in Spanish by Radio Prueba", ("Radio Prueba",), None),
        ("This report by The Canadian Press was first published May 8, 2025.", ("The Canadian Press",), None),
        ("With files from The Canadian Press", ("The Canadian Press",), None),
        (
            "Associated Press writers Ana Prueba and Luis Ensayo contributed to this report.",
            ("Associated Press",),
            None,
        ),
        ("Reuters contributed to this report.", ("Reuters",), None),
        ("Fonte: Lusa", ("Lusa",), None),
        ("Com informações da Agência Brasil", ("Agência Brasil",), None),
        ("Texto publicado originalmente em https://prova.example/artigo", (), "https://prova.example/artigo"),
        ("Source : AFP", ("AFP",), None),
        ("(avec AFP)", ("AFP",), None),
        ("Cet article a été publié initialement par L'Essai", ("L'Essai",), None),
        ("Quelle: dpa", ("dpa",), None),
        ("Mit Material von dpa und AFP", ("dpa", "AFP"), None),
        ("Mit dpa-Material", ("dpa",), None),
        (
            "Zuerst erschienen bei Probe Online: https://probe.example/artikel",
            ("Probe Online",),
            "https://probe.example/artikel",
        ),
        ("Fonte: ANSA", ("ANSA",), None),
        ("Con informazioni di Reuters", ("Reuters",), None),
        ("Articolo originale: https://prova.example/articolo", (), "https://prova.example/articolo"),
        ("The post Bridge opens appeared first on Trial Weekly.", ("Trial Weekly",), None),
        ("La entrada Abre el puente se publicó primero en La Prueba.", ("La Prueba",), None),
        ("Read the original article here.", (), None),
        ("Leer el artículo original", (), None),
        ("Vía: Infobae", ("Infobae",), None),
    ],
)
def test_credit_lines(line, names, url):
    assert parse(line) == CreditLine(names=names, url=url)
    assert may_be_credit(line)


@pytest.mark.parametrize(
    "line",
    [
        "An official told Reuters.",
        "Según contó la agencia EFE, el puente está cerrado.",
        "De acuerdo con EFE el puente está cerrado",
        "disse à Lusa o presidente",
        "a déclaré à l'AFP le maire",
        "sagte sie der dpa",
        "ha detto all'ANSA il sindaco",
        "D'après l'AFP, le pont est fermé.",
        "Con información de EFE, el alcalde decidió cerrar el puente.",
        "Via Reuters the minister let it be known that the bridge was shut.",
        "Originally published on December 1, 2023",
        "Originally published December 1, 2023",
        "Publicado originalmente el 3 de mayo",
        "Fuente: elaboración propia",
        "Fuente: elaboración propia con datos de https://censo.example/",
        "Source: company data",
        "Quelle: Statistisches Bundesamt",
        "Source: bigpictures.example.com",
        "Fuentes: cercanas al gobierno",
        "(REUTERS/Ana Prueba)",
        "AP Photo/Ana Prueba",
        "Foto: EFE",
        "Image Source: Getty Images",
        "The source of the river lies in the north: nobody knows where.",
        "Sources: two officials who asked not to be named",
        "Texto íntegro del acuerdo",
        "Additional reporting by Ana Prueba",
        "Ana Prueba contributed to this report.",
        "Con el puente cerrado: dos días sin paso",
        "El alcalde publicó originalmente una carta",
        "",
        "Fuente: " + "a" * 500,
    ],
)
def test_what_is_no_credit_line(line):
    assert parse(line) is None


@pytest.mark.parametrize(
    "text",
    [
        "\n  Fuente:\n\tAgencia EFE ",
        unicodedata.normalize("NFD", "Vía: EFE"),
        "Quel\N{SOFT HYPHEN}le: dpa",
        "\N{ZERO WIDTH SPACE}Source: Reuters",
        "Jane Doe contributed to this report.",
    ],
)
def test_the_cheaper_look_passes_what_is_a_credit_once_squeezed(text):
    assert may_be_credit(squeeze(text))
    assert may_hold_credit(text)


@pytest.mark.parametrize("text", ["", "\n \t", "Rat und Ausschuss stimmen ab.", "Quelltext lesen"])
def test_the_cheaper_look_stops_ordinary_text(text):
    assert not may_hold_credit(text)
