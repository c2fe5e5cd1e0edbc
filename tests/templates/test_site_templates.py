"""Templates: learned from what the teacher kept on three pages, and doubted where a page is not like them."""

import orjson
import pytest
from lxml import html

from pipelines.templates.evidence import Lesson, lesson_of
from pipelines.templates.learning import AGREE, learn
from pipelines.templates.reading import Compiled, Doubt
from pipelines.templates.site import (
    REMEMBERED,
    fold,
    lesson_from_json,
    lesson_to_json,
    template_from_json,
    template_to_json,
    templates_of,
)
from pipelines.templates.walk import matching, path_of, step

SENTENCES = [
    "El puerto amaneció cerrado por la niebla que bajó del río {n}",
    "Los pilotos esperaron turno hasta pasado el mediodía del {n}",
    "La terminal movió {n} contenedores menos que la semana anterior",
    "Un portavoz dijo que la dársena {n} volverá a abrir esta noche",
    "En los muelles se formó una fila de {n} camiones sin destino",
]
RELATED = "Lea el suplemento del domingo"


def paragraphs(number: int) -> list[str]:
    return [f"{s.format(n=number * 7 + i)}, según el parte de las {i + 8} horas." for i, s in enumerate(SENTENCES)]


def page(number: int, body: str = "article-body", extra: str = "") -> html.HtmlElement:
    """A page of the old or, by another `body`, the new layout."""
    texts = "".join(f'<p class="par css-{number}x9k2a">{text}</p>' for text in paragraphs(number))
    return html.document_fromstring(
        f"<html><head><title>Nota {number}</title></head><body><div class='top'><a href='/'>Portada</a></div>"
        f"<main><div class='{body}' id='nota-{number}'>{texts}{extra}"
        f"<div class='promo'><p>{RELATED}</p></div></div>"
        f"<div class='more'><p>Otra nota del día {number}</p></div></main></body></html>"
    )


def lesson(number: int, body: str = "article-body") -> Lesson:
    return lesson_of(f"page-{number}-{body}", page(number, body), "\n".join(paragraphs(number)))


@pytest.fixture
def template():
    return learn([lesson(n) for n in range(AGREE)])


def read(template, root):
    return Compiled(template).read(root)


def test_steps_forget_numbers_and_what_build_tools_made_up():
    assert step("div", "article css-1x9k2a body", "nota-4711") == "div.article.body#nota-0"
    assert step("p", None, "EFqNfy") == "p"


def test_a_path_finds_its_element_again():
    root = page(1)
    for element in root.iter("p", "main"):
        assert element in list(matching(root, path_of(element)))


def test_fewer_pages_than_agree_teach_nothing():
    assert learn([lesson(n) for n in range(AGREE - 1)]) is None


def test_the_container_is_the_deepest_that_holds_the_text():
    assert lesson(1).container.endswith("main/div.article-body#nota-0")


def test_a_later_page_is_read_as_the_teacher_would(template):
    assert read(template, page(9)) == "\n".join(paragraphs(9))


def test_what_the_teacher_dropped_is_dropped(template):
    assert RELATED not in read(template, page(9))


def test_an_unseen_paragraph_form_inside_is_taken_and_an_unseen_link_list_is_not(template):
    quote = "<blockquote>Nadie nos avisó, dijo el capataz.</blockquote>"
    extra = f"{quote}<ul class='x'><li><a href='/a'>Otra nota</a></li></ul>"
    text = read(template, page(9, extra=extra))
    assert "Nadie nos avisó, dijo el capataz." in text
    assert "Otra nota" not in text


def test_a_page_of_another_layout_is_doubted(template):
    assert read(template, page(9, body="story")) == Doubt(why="container")


def test_a_cut_page_is_doubted(template):
    root = page(9)
    for paragraph in list(root.iter("p"))[1:-2]:
        paragraph.drop_tree()
    assert read(template, root) == Doubt(why="short")


def test_text_that_moved_elsewhere_is_doubted(template):
    root = page(9)
    moved = html.fragment_fromstring(
        "<section>" + "".join(f"<p>{t} Y más.</p>" for t in paragraphs(5) * 3) + "</section>"
    )
    root.find("body").append(moved)
    assert read(template, root) == Doubt(why="share")


def test_a_second_copy_of_a_learned_article_is_sent_back_not_wiped_out():
    copy = lesson_of("the copy", page(1), "\n".join(paragraphs(1)))
    template = learn([lesson(0), lesson(1), copy, lesson(2)])
    assert isinstance(read(template, page(1)), Doubt)
    assert read(template, page(0)) == "\n".join(paragraphs(0))


def test_a_redesign_is_learned_and_the_old_layout_forgotten():
    lessons: list[Lesson] = []
    for number in range(6):
        lessons = fold(lessons, lesson(number))
    for number in range(REMEMBERED):
        lessons = fold(lessons, lesson(number, "story"))
        if number + 1 == AGREE:
            assert {t.container.rpartition("/")[2] for t in templates_of(lessons)} == {
                "div.article-body#nota-0",
                "div.story#nota-0",
            }
    assert [t.container.rpartition("/")[2] for t in templates_of(lessons)] == ["div.story#nota-0"]
    assert read(templates_of(lessons)[0], page(50, "story")) == "\n".join(paragraphs(50))


def test_the_same_lessons_give_the_same_templates_also_through_json():
    lessons = [lesson(n) for n in range(5)]
    again = [lesson_from_json(orjson.loads(orjson.dumps(lesson_to_json(one)))) for one in lessons]
    assert again == lessons
    [one], [other] = templates_of(lessons), templates_of(again)
    assert template_from_json(orjson.loads(orjson.dumps(template_to_json(one)))) == other == one


def test_a_page_teaches_once():
    lessons = fold(fold([], lesson(1)), lesson(1))
    assert len(lessons) == 1
