"""Who signs a page where its data names nobody: labels, and names at the ends of the text."""

from __future__ import annotations

import pytest
from reading_pages import BODY, PARAGRAPHS, article_page

from pipelines.authors import without_byline

WHOLE = "\n".join(PARAGRAPHS)


@pytest.mark.parametrize(
    ("signature", "authors"),
    [
        ("Ana Prueba", ["Ana Prueba"]),
        ("Ana Prueba/Luis Muster", ["Ana Prueba", "Luis Muster"]),
        ("Ana Prueba and Luis Muster", ["Ana Prueba", "Luis Muster"]),
    ],
)
def test_names_in_bold_at_the_ends_of_a_text_sign_it_and_leave_it(read_page, signature, authors):
    line = f"<p><strong>{signature}</strong></p>"
    for body in (line + BODY, BODY + line):
        article = read_page(article_page(body=body)).article
        assert (article.authors, article.provenance["authors"], article.text) == (authors, "text", WHOLE)


@pytest.mark.parametrize(
    "line",
    [
        "<p>Ana Prueba</p>",
        "<p><strong>Why Vellmar Waits?</strong></p>",
        "<p><strong>What the engineers found</strong></p>",
        "<p><strong>Stairs 42 And 43</strong></p>",
    ],
)
def test_other_short_lines_sign_nothing(read_page, line):
    assert read_page(article_page(body=line + BODY)).article.authors == []


def test_names_in_bold_between_short_lines_sign_nothing(read_page):
    body = f"{BODY}<p>Entrants:</p><p><b>Ana Prueba</b></p>"
    assert read_page(article_page(body=body)).article.authors == []


@pytest.mark.parametrize(
    "label",
    [
        "<ul><li><strong>Autorin/Autor</strong> Ana Prueba</li></ul>",
        "<div><span>Por</span> <a href='/firma/1'>Ana Prueba</a></div>",
        "<dl><dt>Author:</dt><dd>Ana Prueba</dd></dl>",
    ],
)
def test_a_name_behind_a_label_signs(read_page, label):
    assert read_page(article_page(body=f"{label}{BODY}")).article.authors == ["Ana Prueba"]


@pytest.mark.parametrize("name", ["Vellmar Welle (www.vellmar-post.example)", "Nachrichten", "Sponsored"])
def test_an_outlet_or_a_section_signs_nothing(read_page, name):
    assert read_page(article_page(f'<meta name="author" content="{name}">')).article.authors == []


@pytest.mark.parametrize(
    "line", ["By Ana Prueba and Luis Muster", "Von Ana Prueba", "ANA PRUEBA", "Ana Prueba, Luis Muster"]
)
def test_a_byline_is_no_text(line):
    authors = ["Ana Prueba", "Luis Muster"]
    assert without_byline(f"{line}\n{WHOLE}", authors) == WHOLE
    assert without_byline(f"{WHOLE}\n{line}", authors) == WHOLE
    middle = f"{WHOLE}\n{line}\n{WHOLE}"
    assert without_byline(middle, authors) == middle
    assert without_byline(f"{line} Berg\n{WHOLE}", authors) == f"{line} Berg\n{WHOLE}"


def test_a_reporters_title_behind_a_korean_name_is_no_part_of_it(read_page):
    assert read_page(article_page('<meta name="author" content="김시험 기자">')).article.authors == ["김시험"]
