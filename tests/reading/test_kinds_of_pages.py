"""Lists are no articles; articles have a kind and an access."""

from __future__ import annotations

import pytest
from reading_pages import BODY, PARAGRAPHS, article_page, page_of

from pipelines.article import Rejected
from pipelines.reasons import Reason

TEASER = "Something happened in the harbour of Vellmar, and nobody knows why, part"


LINKS = "".join(f"<li><a href='/a/{n}'>{TEASER} {n}</a></li>" for n in range(40))


def cards(count: int, tag: str = "h2", lead: str = "") -> str:
    return "".join(
        f"<div class='card'><{tag}><a href='/town/2024/07/25/n{n}'>{TEASER} {n}</a></{tag}>{lead}</div>"
        for n in range(count)
    )


@pytest.mark.parametrize(
    ("url", "body", "head"),
    [
        ("https://vellmar-post.example/", cards(20), ""),
        ("https://vellmar-post.example/index.html", cards(20), '<meta property="og:type" content="article">'),
        ("https://vellmar-post.example/town/", cards(30), '<meta property="og:type" content="website">'),
        ("https://vellmar-post.example/tag/lighthouse/", cards(12, "h3", "<p>A short lead.</p>"), ""),
        ("https://vellmar-post.example/autor/an-editor/", cards(15), ""),
        ("https://vellmar-post.example/ultimas-noticias/", cards(25), ""),
        ("https://vellmar-post.example/category/town/page/3/", cards(10, "h2", f"<p>{PARAGRAPHS[0]}</p>"), ""),
        ("https://vellmar-post.example/list/3", "".join(f"<a href='/a/{n}'>Note {n}</a>\n" for n in range(20)), ""),
        ("https://vellmar-post.example/town", f"<ul>{LINKS}</ul>", ""),
        (
            "https://vellmar-post.example/politics/",
            cards(20),
            '<script type="application/ld+json">{"@type": "CollectionPage", "name": "Politics"}</script>',
        ),
    ],
)
def test_a_list_of_articles_is_an_index_page(read_page, url, body, head):
    result = read_page(page_of(f"<h1>Vellmar</h1>{body}", f"<title>Vellmar Post</title>{head}"), url=url)
    assert isinstance(result, Rejected), result.article.text
    assert result.reason is Reason.INDEX_PAGE


def test_an_article_among_many_links_is_an_article(read_page):
    result = read_page(article_page(body=BODY + "<aside>" + cards(40) + "</aside>"))
    assert not isinstance(result, Rejected), result


def test_an_article_at_a_bare_address_is_an_article(read_page):
    result = read_page(article_page(body=BODY * 2), url="https://vellmar-post.example/?p=48213")
    assert not isinstance(result, Rejected), result


def test_a_page_without_text_is_empty(read_page):
    page = page_of("<div id='__next'></div><script>window.data = {}</script>", "<title>Stairs</title>")
    assert read_page(page).reason is Reason.EMPTY


def test_a_word_without_a_headline_is_empty(read_page):
    assert read_page(page_of("Redirecting", "")).reason is Reason.EMPTY


def typed(kind: str, **fields: str) -> str:
    listed = "".join(f', "{key}": {value}' for key, value in fields.items())
    return f'<script type="application/ld+json">{{"@type": "{kind}", "headline": "Stairs"{listed}}}</script>'


SLUG = "2024/07/25/stairs-of-the-lighthouse/"


@pytest.mark.parametrize(
    ("path", "head", "kind"),
    [
        (f"town/{SLUG}", "", "article"),
        (f"town/{SLUG}", typed("LiveBlogPosting"), "live"),
        (f"en-vivo/{SLUG}", "", "live"),
        (f"opinion/{SLUG}", "", "opinion"),
        (f"town/{SLUG}", typed("OpinionNewsArticle"), "opinion"),
        (f"town/{SLUG}", '<meta property="article:section" content="Opinión">', "opinion"),
        (f"comunicados/{SLUG}", "", "press_release"),
        (f"fotos/{SLUG}", "", "gallery"),
        (f"videos/{SLUG}", "", "video"),
    ],
)
def test_the_kind_is_told(read_page, path, head, kind):
    body = f"<p>{PARAGRAPHS[0]}</p><p>{PARAGRAPHS[1]}</p>"
    assert read_page(article_page(head, body), url=f"https://vellmar-post.example/{path}").article.kind == kind


def test_a_long_text_in_a_video_section_is_an_article(read_page):
    long = article_page(body=BODY * 3)
    assert read_page(long, url=f"https://vellmar-post.example/videos/{SLUG}").article.kind == "article"


@pytest.mark.parametrize("free", ["false", '"False"', '"false"'])
def test_what_is_left_outside_a_paywall_is_partial(read_page, free):
    page = article_page(typed("NewsArticle", isAccessibleForFree=free), f"<p>{PARAGRAPHS[0]}</p>")
    article = read_page(page).article
    assert (article.access, article.text, article.rights["isAccessibleForFree"]) == ("partial", PARAGRAPHS[0], "false")


def test_a_short_teaser_is_kept(read_page):
    page = article_page(typed("NewsArticle", isAccessibleForFree="false"), "<p>First visible paragraph.</p>")
    article = read_page(page).article
    assert (article.access, article.text) == ("partial", "First visible paragraph.")


def test_a_whole_text_marked_as_paid_is_full(read_page):
    page = article_page(typed("NewsArticle", isAccessibleForFree="false"), BODY * 4)
    assert read_page(page).article.access == "full"


def test_a_wall_without_any_text_leaves_headline_and_lead(read_page):
    head = typed("NewsArticle", isAccessibleForFree="false") + '<meta name="description" content="The council voted.">'
    article = read_page(article_page(head, "<div class='paywall'></div>")).article
    assert (article.access, article.title, article.text) == ("headline", "Stairs", "The council voted.")


LEAD = (
    "The council met for three hours on Monday evening and could not agree on the price of the benches, which the"
    " builders of the pier had raised twice since the winter, and put the matter off until the first week of September"
)


def teasers(count: int, shape: str) -> str:
    return "".join(
        shape.format(href=f"/town/n{n}", head=f"{TEASER} {n}", lead=f"In part {n}: {LEAD}.") for n in range(count)
    )


TEASERS = {
    "card": "<div class='card'><h2><a href='{href}'>{head}</a></h2><p>{lead}</p></div>",
    "article": "<article class='teaser'><h3><a href='{href}'>{head}</a></h3><p>{lead}</p></article>",
    "more": "<div><h3>{head}</h3><p>{lead} <a href='{href}'>Read more</a></p></div>",
    "whole": "<div><a href='{href}'><h3>{head}</h3><p>{lead}</p></a></div>",
    "row": "<li><a href='{href}'>{head}</a><p>{lead}</p></li>",
    "bold": "<p><b><a href='{href}'>{head}</a></b><br>{lead}</p>",
    "dated": "<div class='item'><time>25 July 2024</time><h2><a href='{href}'>{head}</a></h2><div>{lead}</div></div>",
}


@pytest.mark.parametrize("shape", TEASERS)
@pytest.mark.parametrize("path", ["town", "town/", "news-of-the-town", "news-from-the-harbour-and-the-town/", "2024"])
def test_a_list_of_teasers_is_an_index_page(read_page, shape, path):
    page = page_of(f"<h1>Vellmar</h1><main>{teasers(14, TEASERS[shape])}</main>", "<title>Vellmar</title>")
    result = read_page(page, url=f"https://vellmar-post.example/{path}")
    assert isinstance(result, Rejected), result.article.text
    assert result.reason is Reason.INDEX_PAGE


@pytest.mark.parametrize("path", ["news-from-the-harbour-and-the-town/", "specials/the-coast-in-seven-parts.html"])
@pytest.mark.parametrize("links", [f"<ul>{LINKS}</ul>", cards(20), cards(20, "h3")])
def test_links_alone_are_an_index_page_whatever_the_address(read_page, path, links):
    page = page_of(f"<h1>Vellmar</h1><main>{links}</main>", "<title>Vellmar</title>")
    result = read_page(page, url=f"https://vellmar-post.example/{path}")
    assert isinstance(result, Rejected), result.article.text
    assert result.reason is Reason.INDEX_PAGE


@pytest.mark.parametrize("shape", ["card", "article", "row"])
def test_an_article_with_teasers_below_it_is_an_article(read_page, shape):
    for body in (BODY, BODY * 3):
        page = article_page(body=f"{body}</article><section>{teasers(14, TEASERS[shape])}</section><article>")
        assert not isinstance(read_page(page), Rejected)


def test_a_digest_with_a_paragraph_and_a_link_for_each_matter_is_an_article(read_page):
    parts = "".join(
        f"<h3>Matter {n}</h3><p>{first}</p><p>{second} <a href='/town/n{n}'>We wrote about it</a> in spring.</p>"
        for n, (first, second) in enumerate(zip(PARAGRAPHS, PARAGRAPHS[::-1], strict=True))
    )
    assert not isinstance(read_page(article_page(body=parts)), Rejected)
