"""What a page says about itself, and the traps met in the field."""

from __future__ import annotations

import json

import pytest
from reading_pages import BODY, article_page, page_of

from pipelines.article import Link
from pipelines.metadata import without_outlet
from pipelines.source import Source

URL = "https://www.vellmar-post.example/town/2024/07/25/stairs-of-the-lighthouse-to-be-rebuilt/"


def jsonld(**fields: object) -> str:
    node = {"@type": "NewsArticle", "headline": "Stairs of the lighthouse to be rebuilt", **fields}
    return f'<script type="application/ld+json">{json.dumps(node)}</script>'


def meta(name: str, value: str) -> str:
    return f'<meta property="{name}" content="{value}">'


@pytest.mark.parametrize(
    ("raw", "title"),
    [
        ("Stairs of the tower - Vellmar Post", "Stairs of the tower"),
        ("Vellmar Post | Stairs of the tower", "Stairs of the tower"),
        ("Stairs - and a lamp - of the tower – Vellmar Post", "Stairs - and a lamp - of the tower"),
        ("Stairs of the tower | Town | Vellmar Post", "Stairs of the tower | Town"),
        ("Stairs - a tale", "Stairs - a tale"),
        ("Vellmar Post", "Vellmar Post"),
    ],
)
def test_the_outlet_is_no_part_of_a_headline(raw, title):
    assert without_outlet(raw, {"vellmarpost", "vellmarpostexample"}) == title


def test_a_headline_that_is_cut_or_lengthened_is_taken_as_shown(read_page):
    cut = article_page(meta("og:title", "Stairs of the lighthouse..."))
    longer = article_page(meta("og:title", "Stairs of the lighthouse to be rebuilt | Opinion"))
    assert read_page(cut).article.title == read_page(longer).article.title == "Stairs of the lighthouse to be rebuilt"


def test_a_headline_ends_not_at_a_quotation_mark_that_ended_its_attribute(read_page):
    title = 'Keeper: "The stairs were never safe"'
    head = '<meta property="og:title" content="Keeper: "The stairs were never safe"">'
    assert read_page(article_page(head, title=title)).article.title == title


def test_a_json_ld_of_another_article_gives_way_to_what_the_page_shows_and_shares(read_page):
    other = jsonld(headline="Mayor opens a fair with forty cows")
    head = other + meta("og:title", "Stairs of the lighthouse to be rebuilt")
    article = read_page(article_page(head)).article
    assert (article.title, article.provenance["title"]) == ("Stairs of the lighthouse to be rebuilt", "page")
    worded_otherwise = jsonld(headline="Old lighthouse stairs will be rebuilt in September") + head[len(other) :]
    assert read_page(article_page(worded_otherwise)).article.provenance["title"] == "jsonld"


def test_entities_in_structured_data_are_resolved(read_page):
    article = read_page(
        article_page(jsonld(headline="Keeper&#039;s &quot;stairs&quot;", description="A &amp; B"))
    ).article
    assert (article.title, article.subtitle) == ('Keeper\'s "stairs"', "A & B")


def test_provenance_says_where_each_value_came_from(read_page):
    head = jsonld(author={"@type": "Person", "name": "Ada Byron"}, articleSection="Town") + meta(
        "og:description", "Forty-two steps."
    )
    provenance = read_page(article_page(head)).article.provenance
    wanted = {"title": "jsonld", "subtitle": "opengraph", "section": "jsonld", "authors": "jsonld", "published": "url"}
    assert {name: provenance[name] for name in wanted} == wanted


def test_what_the_page_lacks_the_feed_gives(read_page):
    link = Link(
        url=URL,
        title="From the feed",
        summary="Its lead.",
        authors=("Ada Byron",),
        keywords=("tower",),
        published="2024-07-25T07:30:00+00:00",
        image="https://img.example/a.jpg",
    )
    article = read_page(
        page_of(f"<article>{BODY}</article>"), link=link, url="https://vellmar-post.example/a-story-of-some-steps"
    ).article
    assert (article.title, article.subtitle, article.authors, article.keywords) == (
        "From the feed",
        "Its lead.",
        ["Ada Byron"],
        ["tower"],
    )
    assert (article.published, article.image) == ("2024-07-25T07:30:00+00:00", "https://img.example/a.jpg")
    assert {article.provenance[name] for name in ("title", "subtitle", "authors", "published", "image")} == {"feed"}


def test_a_page_that_says_nothing_has_nulls(read_page):
    article = read_page(
        page_of(f"<article>{BODY}</article>"), url="https://vellmar-post.example/a-story-of-some-steps"
    ).article
    assert (article.title, article.subtitle, article.section, article.image, article.canonical_url) == (None,) * 5
    assert (article.authors, article.keywords, article.rights) == ([], [], {})


@pytest.mark.parametrize(
    ("author", "authors"),
    [
        ({"@type": "Person", "name": "Ada Byron"}, ["Ada Byron"]),
        ([{"@type": "Person", "name": "Ada Byron"}, {"name": "Jean de la Tour"}], ["Ada Byron", "Jean de la Tour"]),
        ("By Ada Byron and Jean de la Tour", ["Ada Byron", "Jean de la Tour"]),
        ("Por Ada Byron", ["Ada Byron"]),
        ("Ada Byron, Harbour Correspondent", ["Ada Byron"]),
        ("Ada Byron, Jean de la Tour, Mary Shore", ["Ada Byron", "Jean de la Tour", "Mary Shore"]),
        ("anónimo", []),
        ("Por Europa Press", []),
        ("EFE", []),
        ("Newsroom Infobae", []),
        ("Vellmar Post", []),
        ("https://vellmar-post.example/autor/ada-byron/", []),
        ("ada@vellmar-post.example", []),
        ("Redacción", []),
        ("humans.txt", []),
        ({"@type": "Organization", "name": "Harbour Board"}, []),
        ({"@type": ["Person", "Organization"], "name": "Ada Byron"}, ["Ada Byron"]),
    ],
)
def test_authors_are_people(read_page, author, authors):
    head = jsonld(author=author, publisher={"@type": "Organization", "name": "Vellmar Post"})
    assert read_page(article_page(head)).article.authors == authors


def test_an_author_may_be_a_reference(read_page):
    graph = {
        "@graph": [
            {"@type": "NewsArticle", "headline": "Stairs", "author": {"@id": "#p1"}},
            {"@type": "Person", "@id": "#p1", "name": "Ada Byron"},
        ]
    }
    head = f'<script type="application/ld+json">{json.dumps(graph)}</script>'
    assert read_page(article_page(head)).article.authors == ["Ada Byron"]


@pytest.mark.parametrize(
    "byline",
    [
        '<a rel="author" href="/people/ada">Ada Byron</a>',
        '<span class="byline">By Ada Byron</span>',
        '<div class="meta"><a href="/autor/ada-byron/">Ada Byron</a></div>',
        '<span itemprop="author">Ada Byron</span>',
    ],
)
def test_a_visible_byline_is_found(read_page, byline):
    article = read_page(article_page(body=byline + BODY)).article
    assert (article.authors, article.provenance["authors"]) == (["Ada Byron"], "page")


def test_the_links_of_a_line_that_begins_as_a_byline_are_its_authors(read_page):
    line = (
        '<ul><li>3 min</li><li>Von: <span><a href="/p/1">Ada BYRON</a>, </span><span><a href="/p/2">Luis Mar</a></span>'
    )
    article = read_page(article_page(body=f"{line}</li></ul>{BODY}")).article
    assert (article.authors, article.provenance["authors"]) == (["Ada BYRON", "Luis Mar"], "page")


@pytest.mark.parametrize(
    ("account", "signed", "authors"),
    [
        ("admin", "<p><strong>ADA BYRON</strong></p>", ["ADA BYRON"]),
        ("admin", "", ["Vellmar D"]),
        ("vellmar-d", "<p><strong>ADA BYRON</strong></p>", ["Vellmar D"]),
    ],
)
def test_a_signature_in_the_text_tells_more_than_a_shared_account(read_page, account, signed, authors):
    head = jsonld(author={"@id": f"https://www.vellmar-post.example/author/{account}/", "name": "Vellmar D"})
    assert read_page(article_page(head, body=signed + BODY)).article.authors == authors


@pytest.mark.parametrize(
    "line",
    [
        '<aside><p>By: <a href="/p/3">Other Writer</a></p></aside>',
        '<p>Photo by: <a href="/p/3">Mara Lens</a></p>',
        '<span>By <a href="/p/3">Mara Lens</a></span>',
        '<p>By: <a href="/t">the harbour</a></p>',
    ],
)
def test_links_beside_the_article_or_below_a_photograph_are_no_authors(read_page, line):
    assert read_page(article_page(body=f"{BODY}{line}")).article.authors == []


def test_the_headline_in_the_head_tells_where_the_title_for_sharing_ends(read_page):
    shared = meta("og:title", "Stairs to be rebuilt-Townㅣ등대신문")
    assert read_page(article_page(meta("headline", "Stairs to be rebuilt") + shared)).article.title == (
        "Stairs to be rebuilt"
    )
    assert read_page(article_page(meta("headline", "… keeper stays") + meta("og:title", "Stairs"))).article.title == (
        "Stairs"
    )


def test_buttons_and_comments_are_no_bylines(read_page):
    body = f'<a class="author-follow">Seguir en Google</a>{BODY}<span class="comment-author">Happy Reader</span>'
    assert read_page(article_page(body=body)).article.authors == []


@pytest.mark.parametrize(
    ("canonical", "wanted"),
    [
        ('<link rel="canonical" href="/town/stairs/">', "https://www.vellmar-post.example/town/stairs/"),
        ('<meta property="og:url" content="/town/stairs/">', "https://www.vellmar-post.example/town/stairs/"),
        (
            '<link rel="canonical" href="https://vellmar-post.example/town/stairs/#top">',
            "https://vellmar-post.example/town/stairs/",
        ),
        ('<link rel="canonical" href="https://other.example/town/stairs/">', None),
        ('<link rel="canonical" href="https://www.vellmar-post.example/">', None),
        ('<link rel="canonical" href="javascript:alert(1)">', None),
        ('<link rel="canonical" href="http://[broken/">', None),
    ],
)
def test_the_canonical_address_is_absolute_and_on_the_same_site(read_page, canonical, wanted):
    assert read_page(article_page(canonical)).article.canonical_url == wanted


def test_a_sources_other_domain_is_the_same_site(read_page):
    source = Source(id="post", name="Post", domains=("vellmar-post.example", "vpost.example"))
    article = read_page(
        article_page('<link rel="canonical" href="https://vpost.example/stairs/">'), source=source
    ).article
    assert article.canonical_url == "https://vpost.example/stairs/"


def test_the_first_of_a_list_of_sections_is_the_section(read_page):
    assert read_page(article_page(meta("article:section", "Mundo,América"))).article.section == "Mundo"


def test_keywords_are_parted_and_unique(read_page):
    assert read_page(article_page(jsonld(keywords="tower, stairs,tower"))).article.keywords == ["tower", "stairs"]


def test_only_the_node_of_this_page_speaks(read_page):
    other = jsonld(
        headline="Another story altogether", url="https://www.vellmar-post.example/else/", datePublished="2020-01-01"
    )
    own = jsonld(url=URL, datePublished="2024-07-25T07:30:00Z")
    article = read_page(article_page(other + own)).article
    assert (article.title, article.published) == ("Stairs of the lighthouse to be rebuilt", "2024-07-25T07:30:00+00:00")


def test_rights_are_kept_as_found(read_page):
    head = (
        '<meta name="robots" content="noai, max-snippet:50"><meta name="tdm-reservation" content="1">'
        '<link rel="license" href="https://l.example/by">'
    )
    article = read_page(article_page(head), headers={"x-robots-tag": "noimageai"}).article
    assert article.rights == {
        "robots": "noai, max-snippet:50",
        "tdm-reservation": "1",
        "x-robots-tag": "noimageai",
        "license": "https://l.example/by",
    }


def test_markup_in_a_headline_is_text(read_page):
    page = page_of(f"<article><h1>&lt;script&gt;alert(1)&lt;/script&gt; on the pier</h1>{BODY}</article>")
    assert read_page(page).article.title == "<script>alert(1)</script> on the pier"


def test_a_headline_is_one_line(read_page):
    assert (
        read_page(article_page(title="ok\r\n2026-01-01 INFO: finished\x1b[2J")).article.title
        == "ok 2026-01-01 INFO: finished"
    )


def test_a_script_inside_a_headline_is_not_read(read_page):
    page = page_of(f"<article><h1><script>alert(1)</script>Stairs of the tower</h1>{BODY}</article>")
    assert read_page(page).article.title == "Stairs of the tower"
