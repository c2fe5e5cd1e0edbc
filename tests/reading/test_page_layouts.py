"""Pages laid out in tables have paragraphs; live blogs keep their hours; a standfirst is not told twice."""

from __future__ import annotations

import json

import pytest
from reading_pages import BODY, PARAGRAPHS, article_page, page_of

WHOLE = "\n".join(PARAGRAPHS)
TITLE = "Stairs of the lighthouse to be rebuilt"
LEAD = "Forty-two steps had come loose after a winter of storms"
MENU = "<td><a href='/'>Home</a></td><td><a href='/town'>Town</a></td><td><a href='/sea'>Sea</a></td>"
BROKEN = "<br><br>".join(PARAGRAPHS)
DATA = (
    "<table><tr><td><p>Step</p></td><td><p>State</p></td></tr><tr><td><p>41</p></td><td><p>loose</p></td></tr></table>"
)


@pytest.mark.parametrize(
    "layout",
    [
        f"<table><tr>{MENU}</tr></table><div><h1>{TITLE}</h1>{BODY}</div>",
        f"<table><tr>{MENU}</tr><tr><td colspan=3><h1>{TITLE}</h1>{BODY}</td></tr></table>",
        f"<table><tr><td><table><tr>{MENU}</tr></table></td><td><h1>{TITLE}</h1>{BODY}</td></tr></table>",
        f"<table><tr>{MENU}</tr><tr><td colspan=3><font size=2>{BROKEN}</font></td></tr></table>",
        f"<center><table><tr><td valign=top><b>{TITLE}</b><br><br>{BROKEN}</td></tr></table></center>",
        "<table>" + "".join(f"<tr><td><p>{paragraph}</p></td></tr>" for paragraph in PARAGRAPHS) + "</table>",
    ],
)
def test_a_page_laid_out_in_tables_has_paragraphs(read_page, layout):
    article = read_page(page_of(layout, f"<title>{TITLE}</title>")).article
    assert article.text == WHOLE


def test_a_table_of_data_keeps_its_form_within_a_layout(read_page):
    layout = f"<table><tr><td><h1>{TITLE}</h1>{BODY}{DATA}</td></tr></table>"
    lines = read_page(page_of(layout, f"<title>{TITLE}</title>")).article.text.split("\n")
    assert "\n".join(lines[: len(PARAGRAPHS)]) == WHOLE
    assert "| 41 | loose |" in lines


@pytest.mark.parametrize(
    "hour",
    [
        "<div class='hour'><strong>{}</strong></div>",
        "<p><b>{}</b></p>",
        "<h3>{}</h3>",
        "<div class='stamp'><time datetime='2024-07-25T{}:00Z'>{}</time></div>",
        "<header><span>{}</span></header>",
    ],
)
@pytest.mark.parametrize("shown", ["12:45", "23:50 GMT", "9.05 Uhr", "7:15 p.m.", "18h30"])
def test_a_live_blog_keeps_the_hour_with_its_entry(read_page, hour, shown):
    entries = "".join(f"<div class='event'>{hour.replace('{}', shown)}<p>{text}</p></div>" for text in PARAGRAPHS)
    head = '<script type="application/ld+json">{"@type": "LiveBlogPosting", "headline": "Stairs"}</script>'
    article = read_page(article_page(head, f"<div class='live'>{entries}</div>")).article
    assert article.kind == "live"
    assert article.text.split("\n") == [line for text in PARAGRAPHS for line in (shown, text)]


def test_other_pages_keep_their_clocks_to_themselves(read_page):
    stamp = "<div class='stamp'><time>12:45</time></div>"
    assert read_page(article_page(body=f"{stamp}{BODY}")).article.text == WHOLE


@pytest.mark.parametrize("tag", ["h2", "h3", 'h2 class="article-subheadline"'])
def test_a_standfirst_that_leads_the_text_is_told_once(read_page, tag):
    head = f'<meta property="og:description" content="{LEAD}">'
    close = tag.split()[0]
    body = f"<h1>{TITLE}</h1><{tag}>{LEAD}</{close}><div>{BODY}</div>"
    article = read_page(page_of(f"<main><article>{body}</article></main>", f"<title>{TITLE}</title>{head}")).article
    assert (article.subtitle, article.text) == (LEAD, WHOLE)


def test_a_first_paragraph_that_is_the_pages_description_stays(read_page):
    head = f'<meta property="og:description" content="{PARAGRAPHS[0]}">'
    assert read_page(article_page(head)).article.text == WHOLE


@pytest.mark.parametrize(
    "name",
    [
        'class="privacy-modal"',
        'id="onetrust-consent-sdk"',
        'class="cookie-banner"',
        'class="newsletter-form__wrapper"',
        'class="author__bio"',
        'class="about-the-author"',
        'id="bookmark-lightbox"',
    ],
)
def test_boxes_that_are_named_as_no_text_are_none(read_page, name):
    words = (
        "A small file is kept by your browser so that the town knows you again, for our letter and for our partners. "
    )
    box = f"<div {name}><p>{words * 2}</p><p>{words * 3}</p></div>"
    for body in (f"<h1>{TITLE}</h1>{BODY}{box}", f"{box}<h1>{TITLE}</h1>{BODY}"):
        assert read_page(page_of(f"<main>{body}</main>", f"<title>{TITLE}</title>")).article.text == WHOLE


@pytest.mark.parametrize("name", ["newsletter", "modal", "type-newsletter lightbox-enabled", "supermodal"])
def test_a_whole_article_in_a_box_of_such_a_name_is_read(read_page, name):
    body = f'<div class="{name}"><article><h1>{TITLE}</h1>{BODY}</article></div>'
    assert read_page(page_of(body, f"<title>{TITLE}</title>")).article.text == WHOLE


def test_most_of_a_pages_paragraphs_are_no_letter_to_subscribe_to(read_page):
    body = f'<h1>{TITLE}</h1><div class="newsletter-issue">{BODY}</div>'
    assert read_page(page_of(body, f"<title>{TITLE}</title>")).article.text == WHOLE


@pytest.mark.parametrize(
    ("markup", "shown"),
    [
        ("<ruby>尹錫悦<rp>（</rp><rt>ユン</rt><rp>）</rp></ruby>", "尹錫悦（ユン）"),
        ("<ruby>尹錫悦<rt>ユン</rt></ruby>", "尹錫悦"),
        ("<ruby><rb>尹錫悦</rb><rt>ユン</rt></ruby>", "尹錫悦"),
    ],
)
def test_a_word_with_its_reading_stays_in_its_line(read_page, markup, shown):
    line = "The keeper wrote {} on the board beside the door, and nobody in the harbour could read it aloud."
    article = read_page(article_page(body=f"{BODY}<p>{line.format(markup)}</p>")).article
    assert article.text == f"{WHOLE}\n{line.format(shown)}"


def test_main_points_beside_the_body_are_text(read_page):
    points = "<div class='KeyPoints'><ul><li>Forty-two steps are loose.</li><li>Work begins in autumn.</li></ul></div>"
    page = article_page(body=f"</article><aside>{points}</aside><article>{BODY}")
    assert read_page(page).article.text == f"- Forty-two steps are loose.\n- Work begins in autumn.\n{WHOLE}"


def test_a_text_that_only_the_scripts_hold_is_read(read_page):
    html = json.dumps(f"24:T1a2,{BODY}").replace("<", "\\u003c")
    page = page_of(f"<h1>{TITLE}</h1><div id='root'></div><script>self.push([1,{html}])</script>")
    article = read_page(page).article
    assert (article.text, article.extractor) == (WHOLE, "script")


def test_scripts_beside_a_text_are_left_alone(read_page):
    html = json.dumps(BODY * 3).replace("<", "\\u003c")
    assert read_page(article_page(body=f"{BODY}<script>self.push({html})</script>")).article.text == WHOLE
