from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path

import orjson
import pytest

from pipelines.agencies import Agencies
from pipelines.article import Article, Link, Page
from pipelines.credit import find_credits
from pipelines.draft import Draft, Knowledge
from pipelines.opening import open_page
from pipelines.source import Source
from pipelines.structured import read_structured

CONFIG = Path(__file__).parents[2] / "config" / "agencies.toml"
OWN = Source(id="puerto", name="Diario del Puerto", domains=("puerto.example",), language="es")
INFOBAE = Source(id="infobae", name="Infobae", domains=("infobae.com",), country="AR")
URL = "https://www.puerto.example/mundo/2025/05/08/abre-el-puente/"
TEXT = "El puente abrió el jueves tras cuatro meses.\nLo cruzan 180 camiones al día.\nLa obra costó más de lo previsto."


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One page, told in a few words."""

    text: str = TEXT
    """The clean text."""
    head: str = ""
    """Markup of the head."""
    body: str = ""
    """Markup of the body."""
    jsonld: object = None
    """One JSON-LD node."""
    url: str = URL
    """The page's URL."""
    authors: tuple[str, ...] = ()
    """As the metadata stage left them."""
    origin: str | None = None
    """What the feed named as origin."""
    summary: str | None = None
    """The feed's teaser."""


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    agencies = Agencies.from_table(tomllib.loads(CONFIG.read_text(encoding="utf-8")))
    sources = {source.id: source for source in (OWN, INFOBAE)}
    return Knowledge(sources=sources, agencies=agencies, topics=None, gazetteer=None, zone=UTC)  # type: ignore[arg-type]  # not asked for here


@pytest.fixture
def credit(knowledge):
    def run(case: Case, source: Source = OWN) -> Article:
        script = (
            f'<script type="application/ld+json">{orjson.dumps(case.jsonld).decode()}</script>' if case.jsonld else ""
        )
        html = f"<html><head>{case.head}{script}</head><body>{case.body}</body></html>"
        seen = "2025-05-08T12:00:00+00:00"
        page = Page(
            url=case.url,
            final_url=case.url,
            source="puerto",
            body=html.encode(),
            headers={"content-type": "text/html; charset=utf-8"},
            fetched=seen,
            first_seen=seen,
            link=Link(url=case.url, origin=case.origin, summary=case.summary),
        )
        article = Article(url=case.url, source="puerto", first_seen=seen, fetched=seen, text=case.text)
        article.authors = list(case.authors)
        draft = Draft(page=page, source=source, article=article)
        assert open_page(draft, knowledge) is None
        assert read_structured(draft, knowledge) is None
        assert find_credits(draft, knowledge) is None
        return draft.article

    return run


def kinds(article: Article) -> list[tuple[str, str | None]]:
    return [(credit.kind, credit.name) for credit in article.credits]


def test_a_dateline_names_the_agency_and_stays_in_the_text(credit):
    text = f"TOLEDO, 8 May. (EUROPA PRESS) - {TEXT}"
    article = credit(Case(text=text))
    assert (article.agency, article.wire, article.text) == ("europapress", True, text)
    assert (article.dateline.place, article.dateline.date, article.dateline.agency) == (
        "TOLEDO",
        "8 May.",
        "europapress",
    )
    assert kinds(article) == [("dateline", "Europa Press")]
    assert article.credits[0].evidence == "TOLEDO, 8 May. (EUROPA PRESS) -"
    assert article.provenance == {"dateline": "text", "agency": "dateline"}


def test_a_dateline_without_agency_is_kept_and_proves_no_wire(credit):
    article = credit(Case(text=f"Osaka (Japón), 8 may {TEXT}"))
    assert (article.dateline.place, article.agency, article.wire, article.credits) == ("Osaka", None, False, [])


def test_a_dateline_of_structured_data_counts_if_it_is_a_place(credit):
    named = credit(Case(jsonld={"@type": "NewsArticle", "headline": "x", "dateline": "OSLO, May 8 (Reuters)"}))
    assert (named.agency, named.dateline.place, named.provenance["dateline"]) == ("reuters", "OSLO", "jsonld")
    assert credit(Case(jsonld={"@type": "NewsArticle", "dateline": "Toronto"})).dateline.place == "Toronto"
    assert credit(Case(jsonld={"@type": "NewsArticle", "dateline": "2025-05-08T06:00:01-05:00"})).dateline is None


def test_several_agencies_are_credits_and_none_is_the_agency(credit):
    article = credit(Case(text=f"{TEXT}\n(Con información de AFP, EFE y Reuters)"))
    assert kinds(article) == [("credit_name", "AFP"), ("credit_name", "EFE"), ("credit_name", "Reuters")]
    assert (article.agency, article.wire, article.text) == (None, False, TEXT)


def test_a_single_agency_that_is_named_is_the_agency(credit):
    article = credit(Case(text=f"{TEXT}\n(Con información de EFE)"))
    assert (article.agency, article.provenance["agency"], article.text) == ("efe", "credit_name", TEXT)


@pytest.mark.parametrize("words", ["Con información de AFP, EFE y Reuters", "(Con información de AFP, EFE y Reuters)"])
def test_who_helped_is_credited_once_wherever_it_stands(credit, words):
    body = f"<span class='author-name'>{words}</span>"
    for case in (
        Case(text=f"{TEXT}\n{words}", body=f"<p>{TEXT}</p><p><i>{words}</i></p>"),
        Case(head=f'<meta name="author" content="{words}">'),
        Case(text=f"{TEXT}\n{words}", body=body),
    ):
        article = credit(case)
        assert kinds(article) == [("credit_name", "AFP"), ("credit_name", "EFE"), ("credit_name", "Reuters")]
        assert (article.agency, article.wire, article.text) == (None, False, TEXT)


@pytest.mark.parametrize(
    ("line", "signed", "unsigned"),
    [
        ("With reporting by Reuters", None, None),
        ("Additional reporting by Reuters", None, None),
        ("Reuters contributed to this report.", None, None),
        ("(Con información de Reuters)", None, "reuters"),
        ("Avec Reuters", None, "reuters"),
        ("Mit Material von Reuters", None, "reuters"),
        ("Fuente: Reuters", "reuters", "reuters"),
    ],
)
def test_an_agency_that_helped_a_reporter_is_credited_and_not_the_author(credit, line, signed, unsigned):
    by_hand = credit(Case(text=f"{TEXT}\n{line}", authors=("Ana Prueba",)))
    assert (by_hand.agency, by_hand.wire, by_hand.text) == (signed, False, TEXT)
    assert kinds(by_hand) == [("credit_name", "Reuters")]
    assert credit(Case(text=f"{TEXT}\n{line}")).agency == unsigned


def test_the_address_in_plain_text_is_a_credit_of_its_outlet_and_of_its_section(credit):
    address = "https://www.infobae.com/america/agencias/2025/05/08/abre-el-puente/"
    line = f"Image and News Source: {address}?utm_source=x"
    article = credit(Case(text=f"{TEXT}\n{line}"))
    first, second = article.credits
    assert (first.kind, first.name, first.url, first.evidence) == ("credit_url", "Infobae", address, line)
    assert (second.kind, second.name, second.evidence) == ("section", None, "/america/agencias/")
    assert (article.agency, article.wire, article.text) == (None, True, TEXT)


def test_the_address_of_a_link_is_found_in_the_tree(credit):
    link = "<a href='https://otro.example/puente?fbclid=1'>el artículo original</a>"
    body = f"<article><p>{TEXT}</p><p><em>Lea {link}.</em></p></article>"
    article = credit(Case(text=f"{TEXT}\nLea el artículo original.", body=body))
    assert [(c.kind, c.url) for c in article.credits] == [("credit_url", "https://otro.example/puente")]
    assert article.text == TEXT


def test_a_credit_line_that_the_extractor_dropped_is_found_in_the_tree(credit):
    body = (
        f"<article><p>{TEXT}</p><small>Fuente: <a href='https://apnews.com/article/puente-1'>AP</a></small></article>"
    )
    article = credit(Case(body=body))
    assert [(c.kind, c.name, c.url, c.agency) for c in article.credits] == [
        ("credit_url", "The Associated Press", "https://apnews.com/article/puente-1", "ap")
    ]
    assert article.agency == "ap"


def test_a_link_to_a_front_page_credits_its_owner_by_name(credit):
    body = "<p>Fuente: <a href='https://www.efe.com/'>la agencia</a></p>"
    article = credit(Case(text=f"{TEXT}\nFuente: EFE https://www.efe.com/", body=body))
    assert kinds(article) == [("credit_name", "EFE")]


@pytest.mark.parametrize(
    "body",
    [
        "<figure><img src='a.jpg'><figcaption>Fuente: EFE</figcaption></figure>",
        "<figure><p>Fuente: <a href='https://otro.example/dato'>Agencia EFE</a></p></figure>",
        "<table><tr><td><p>Fuente: EFE</p></td></tr></table>",
        "<footer><p>Fuente: EFE</p></footer>",
        "<nav><ul><li><a href='https://otro.example/x'>Fuente: EFE</a></li></ul></nav>",
        "<p>Via: <a href='https://www.facebook.com/puerto/posts/1'>Facebook de Vecinos</a></p>",
        "<p>Fuente: <a href='https://www.puerto.example/otra-nota'>Diario del Puerto</a></p>",
        "<p>Un portavoz dijo a <a href='https://www.reuters.com/puente'>Reuters</a> que abre hoy.</p>",
    ],
)
def test_pictures_tables_menus_networks_quotes_and_the_outlet_itself_are_no_credit(credit, body):
    assert credit(Case(body=body)).credits == []


@pytest.mark.parametrize(
    "end",
    [
        "An official told Reuters on Monday.",
        "Según informó la agencia EFE, el puente sigue cerrado.",
        "Fuente: Diario del Puerto",
        "© 2025 Diario del Puerto. Todos los derechos reservados.",
        "EFE/Ana Prueba",
        "Foto: EFE",
        "PA",
        "El portavoz (EFE) no respondió.",
        "El acuerdo salió de la oficina del alcalde (PSOE).",
    ],
)
def test_what_only_looks_like_a_credit_stays_in_the_text(credit, end):
    article = credit(Case(text=f"{TEXT}\n{end}"))
    assert (article.credits, article.agency, article.wire) == ([], None, False)
    assert article.text.endswith(end)


@pytest.mark.parametrize(
    ("end", "agency"),
    [
        ("© Agencia EFE", "efe"),
        ("© 2025 The Associated Press. All rights reserved.", "ap"),
        ("Copyright 2025 AFP", "afp"),
        ("RIPRODUZIONE RISERVATA © Copyright ANSA", "ansa"),
        ("© dpa-infocom, dpa:250508-99-123456/1", "dpa"),
    ],
)
def test_copyright_lines_name_the_agency_and_leave_the_text(credit, end, agency):
    article = credit(Case(text=f"{TEXT}\n{end}"))
    assert (article.agency, article.text) == (agency, TEXT)
    assert [c.kind for c in article.credits] == ["copyright"]


@pytest.mark.parametrize(
    ("line", "agencies"),
    [("EFE", ["efe"]), ("Redacción / EFE", ["efe"]), ("(APA/dpa)", ["apa", "dpa"]), ("EFE ap/lm", ["efe"])],
)
def test_a_signature_of_its_own_is_a_byline(credit, line, agencies):
    for text in (f"{line}\n{TEXT}", f"{TEXT}\n{line}"):
        article = credit(Case(text=text))
        assert [(c.kind, c.agency) for c in article.credits] == [("byline", key) for key in agencies]
        assert (article.text, article.wire) == (TEXT, True)


def test_agencies_in_brackets_that_close_a_paragraph_are_credits_and_stay(credit):
    text = f"{TEXT} Das sagte der Minister. (APA/dpa)"
    article = credit(Case(text=text))
    assert [(c.kind, c.agency, c.evidence) for c in article.credits] == [
        ("credit_name", "apa", "(APA/dpa)"),
        ("credit_name", "dpa", "(APA/dpa)"),
    ]
    assert (article.text, article.agency) == (text, None)


def test_agencies_leave_the_authors_and_become_bylines(credit):
    node = {
        "@type": "NewsArticle",
        "author": [{"name": "Ana Prueba"}, {"@type": "Organization", "name": "Europa Press"}],
    }
    article = credit(Case(jsonld=node, authors=("Ana Prueba", "Europa Press")))
    assert article.authors == ["Ana Prueba"]
    assert [(c.kind, c.agency, c.evidence) for c in article.credits] == [("byline", "europapress", "Europa Press")]
    assert (article.agency, article.provenance["agency"], article.wire) == ("europapress", "jsonld", True)


def test_a_newsroom_is_no_agency(credit):
    article = credit(Case(head='<meta name="author" content="Newsroom Infobae">', authors=("Newsroom Infobae",)))
    assert (article.agency, article.credits) == (None, [])


def test_a_section_says_wire_copy_but_not_whose(credit):
    article = credit(Case(url="https://www.puerto.example/agencias/2025/05/08/abre-el-puente/"))
    assert (article.agency, article.wire) == (None, True)
    assert [(c.kind, c.name, c.evidence) for c in article.credits] == [("section", None, "/agencias/")]


@pytest.mark.parametrize(
    ("href", "credited"),
    [
        ("https://otro.example/puente?utm_source=x", "https://otro.example/puente"),
        ("https://m.puerto.example/puente", None),
        ("/mundo/2025/05/08/abre-el-puente/", None),
        ("https://otro.example/", None),
        ("javascript:void(0)", None),
    ],
)
def test_a_canonical_address_on_another_site_is_the_strongest_credit(credit, href, credited):
    article = credit(Case(head=f'<link rel="canonical" href="{href}">', text=f"{TEXT}\nFuente: EFE"))
    assert [c.url for c in article.credits if c.kind == "canonical"] == ([credited] if credited else [])
    assert article.credits[0].kind == ("canonical" if credited else "credit_name")


def test_structured_data_names_the_original_and_the_agency_but_not_the_page_itself(credit):
    node = {
        "@type": "NewsArticle",
        "headline": "Abre el puente",
        "isBasedOn": [URL + "?utm_source=x", "https://otro.example/puente"],
        "sourceOrganization": {"@type": "Organization", "name": "EFE"},
        "copyrightHolder": {"name": "Diario del Puerto"},
        "provider": {"name": ""},
        "publisher": {"name": "Diario del Puerto"},
    }
    article = credit(Case(jsonld=node))
    assert [(c.kind, c.name, c.url) for c in article.credits] == [
        ("structured", None, "https://otro.example/puente"),
        ("structured", "EFE", None),
    ]
    assert article.agency == "efe"


def test_arc_pages_mark_wire_copy(credit):
    def page(category: str) -> Case:
        story = {
            "type": "story",
            "distributor": {"category": category, "name": "Associated Press"},
            "source": {"source_type": "wires"},
        }
        story["source"]["source_type"] = category
        return Case(body=f"<script>Fusion.globalContent={orjson.dumps(story).decode()};Fusion.x=1</script>")

    wires, staff = credit(page("wires")), credit(page("staff"))
    assert (wires.agency, wires.wire, [c.kind for c in wires.credits]) == ("ap", True, ["structured"])
    assert (staff.agency, staff.wire, staff.credits) == (None, False, [])


def test_the_origin_that_a_feed_names_is_a_credit(credit):
    article = credit(Case(origin="https://www.infobae.com/america/puente/"))
    assert [(c.kind, c.name, c.url) for c in article.credits] == [
        ("structured", "Infobae", "https://www.infobae.com/america/puente/")
    ]
    assert credit(Case(origin=URL)).credits == []


def test_the_footer_of_a_feed_credits_another_site_and_not_its_own(credit):
    def footer(site: str) -> str:
        return f"La entrada Abre el puente se publicó primero en {site}."

    assert kinds(credit(Case(summary=f"El puente abrió... {footer('La Prueba')}"))) == [("credit_name", "La Prueba")]
    assert credit(Case(summary=footer("Diario del Puerto"))).credits == []
    own = credit(Case(text=f"{TEXT}\n{footer('Diario del Puerto')}"))
    assert (own.credits, own.text) == ([], TEXT)


def test_credits_stand_strongest_first_and_once(credit):
    text = f"OSLO, May 8 (Reuters) - {TEXT}\nSource: Reuters\nSource: Reuters\n© 2025 Reuters. All rights reserved."
    article = credit(
        Case(text=text, head='<link rel="canonical" href="https://www.reuters.com/world/bridge-2025-05-08/">')
    )
    assert [c.kind for c in article.credits] == ["canonical", "dateline", "copyright", "credit_name"]
    assert {c.agency for c in article.credits} == {"reuters"}
    assert article.agency == "reuters"


def test_a_page_without_any_statement_has_none(credit):
    article = credit(Case())
    assert (article.credits, article.dateline, article.agency, article.wire, article.text) == (
        [],
        None,
        None,
        False,
        TEXT,
    )
    assert article.provenance == {}


def test_sources_of_boxes_in_the_middle_of_a_text_are_no_credits_of_the_text(credit):
    boxes = "".join(f"<p>Quelle: <a href='https://amt{n}.example/x'>Amt Nord {n}</a></p>" for n in range(3))
    assert credit(Case(body=boxes)).credits == []
    text = f"{TEXT}\nQuelle: Amt Nord\n{TEXT}\n{TEXT}\n{TEXT}"
    article = credit(Case(text=text, body="<p>Quelle: Amt Nord</p>"))
    assert (article.credits, article.text) == ([], text)


def test_a_name_with_small_words_is_whole_and_told_once(credit):
    line = "This story originally appeared in Reasons to Cross Rivers and is republished here."
    body = f"<p><em>{line.removesuffix(' here.')}</em> here.</p>"
    article = credit(Case(text=f"{TEXT}\n{line}", body=body))
    assert kinds(article) == [("credit_name", "Reasons to Cross Rivers")]


AGENCY = Source(id="europapress", name="Europa Press", domains=("europapress.es",), kind="agency")
AGENCY_URL = "https://www.europapress.es/internacional/noticia-abre-puente-20250508.html"


def test_an_agencys_own_page_is_the_agencys(credit):
    article = credit(Case(url=AGENCY_URL), AGENCY)
    assert (article.agency, article.provenance["agency"]) == ("europapress", "source")


def test_an_agencys_page_that_names_another_agency_is_not_its_own(credit):
    article = credit(Case(url=AGENCY_URL, text=f"OSLO, May 8 (Reuters) - {TEXT}"), AGENCY)
    assert article.agency == "reuters"


def test_an_outlets_page_is_nobody_elses(credit):
    assert credit(Case()).agency is None
