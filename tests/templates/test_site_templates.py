"""Templates: learned from what the teacher kept on three pages, and doubted where a page is not like them."""

import sqlite3
from dataclasses import replace

import orjson
import pytest
from lxml import html

from pipelines.store.schema import INITIAL
from pipelines.store.templates import ONE_IN, PATIENCE, REMEMBERED, learned, ready, teach
from pipelines.templates.evidence import Lesson, lesson_of
from pipelines.templates.learning import AGREE, learn
from pipelines.templates.reading import Compiled, Doubt, SiteTemplates
from pipelines.templates.site import lesson_from_json, lesson_to_json
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
def db():
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.row_factory = sqlite3.Row
    connection.executescript(INITIAL)
    return connection


def take(db, *lessons):
    """Fold lessons into a site as the writer does; returns what is known of it."""
    for one in lessons:
        teach(db, "site", orjson.dumps(lesson_to_json(one)).decode())
    return learned(db, "site")


def containers(known):
    return {orjson.loads(template)["container"].rpartition("/")[2] for template in known.templates}


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


@pytest.mark.parametrize("tag", ["p", "div", "span"])
def test_text_that_moved_elsewhere_is_doubted(template, tag):
    root = page(9)
    texts = "".join(f"<{tag}>{text} Y más.</{tag}>" for text in paragraphs(5) * 3)
    root.find("body").append(html.fragment_fromstring(f"<section>{texts}</section>"))
    assert read(template, root) == Doubt(why="elsewhere")


def test_a_container_that_now_holds_links_to_other_articles_is_doubted(template):
    root = page(9)
    for paragraph in root.iter("p"):
        text, paragraph.text = paragraph.text, None
        html.etree.SubElement(paragraph, "a", href="/otra").text = text
    assert read(template, root) == Doubt(why="links")


def test_a_short_text_that_speaks_of_something_else_is_doubted_and_a_short_one_alone_is_not(template):
    root = page(9, extra="")
    for paragraph in list(root.iter("p"))[:2]:
        paragraph.drop_tree()
    known = SiteTemplates(version=1, templates=(Compiled(replace(template, chars=2000)),))
    assert known.first(root, "Suscríbase gratis: noticias seleccionadas diariamente")[0] == Doubt(why="headline")
    assert isinstance(known.first(root, "Un portavoz anuncia que la dársena abrirá esta noche")[0], str)


def test_a_second_copy_of_a_learned_article_is_sent_back_not_wiped_out():
    copy = lesson_of("the copy", page(1), "\n".join(paragraphs(1)))
    template = learn([lesson(0), lesson(1), copy, lesson(2)])
    assert isinstance(read(template, page(1)), Doubt)
    assert read(template, page(0)) == "\n".join(paragraphs(0))


def test_a_redesign_is_learned_and_the_old_layout_forgotten(db):
    take(db, *(lesson(number) for number in range(6)))
    known = take(db, *(lesson(number, "story") for number in range(AGREE)))
    assert containers(known) == {"div.article-body#nota-0", "div.story#nota-0"}
    known = take(db, *(refused(number, "story") for number in range(AGREE, REMEMBERED)))
    assert containers(known) == {"div.story#nota-0"}
    assert ready(known).read(page(50, "story"), "https://puerto.example/50") == "\n".join(paragraphs(50))


def refused(number, body="article-body"):
    """The lesson of a page of which the present template was in doubt."""
    return replace(lesson(number, body), asked=True)


def test_the_same_lessons_give_the_same_templates_also_through_json(db):
    lessons = [lesson(n) for n in range(3)]
    again = [lesson_from_json(orjson.loads(orjson.dumps(lesson_to_json(one)))) for one in lessons]
    assert again == lessons
    assert [one.template for one in ready(take(db, *lessons)).templates] == [learn(lessons)]


def test_a_page_teaches_once(db):
    assert take(db, lesson(1), lesson(1), lesson(1)).version == 0


def test_pages_that_were_under_way_when_a_template_came_to_be_change_nothing(db):
    first = take(db, *(lesson(number) for number in range(AGREE)))
    assert take(db, lesson(20), lesson(21)) == first
    assert take(db, refused(22)).version == first.version + 1


def test_a_template_that_an_audit_refutes_is_learned_anew(db):
    take(db, *(lesson(number) for number in range(AGREE)))
    assert take(db, replace(lesson(7), refuted=lesson(7).container)).templates == ()
    known = take(db, lesson(8), lesson(9))
    assert (containers(known), known.version) == ({"div.article-body#nota-0"}, 2)


def test_a_site_whose_pages_do_not_agree_is_asked_for_fewer_lessons(db):
    known = take(db, *(lesson(number, f"box-{chr(97 + number)}") for number in range(PATIENCE)))
    asked = [known.wants(f"https://puerto.example/{number}") for number in range(400)]
    assert 0 < sum(asked) < 2 * len(asked) / ONE_IN
    assert take(db, *(lesson(number, "box-a") for number in range(10, 13))).agree
