"""The desk in a real browser: accessible, silent, by itself, by keyboard, and the same without JavaScript."""

from __future__ import annotations

import os
import shutil
import sqlite3
from datetime import UTC, datetime

import pytest
from conftest import serve
from generate_catalogue import Filling, add, generate

from crawler.archive import Archive
from crawler.warc import PageRecord
from pipelines.article import Article, PageRef

CHROMIUM = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed: apt-get install chromium")
PATHS = ("/", "/?by=spread", "/?q=presupuesto&lang=es", "/?q=(", "/?review=star", "/overview", "/sources", "/login")


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        options = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=options)
        yield browser
        browser.close()


def archive_hostile(folder, end) -> None:
    """An article whose archived page tries to act, and to ask others."""
    body = b"""<title>x</title><link rel=preconnect href=http://198.51.100.1/><script>document.write(1)</script>
    <meta http-equiv=refresh content="0;url=http://198.51.100.1/"><style>@import "http://198.51.100.1/a.css";
    p{background:url(http://198.51.100.1/b.png)}</style><p onclick=alert(1)>Archived words.</p>
    <img src=http://198.51.100.1/c.png><a href=http://198.51.100.1/>out</a>"""
    seen = end.isoformat()
    archive = Archive(folder / "pages", clock=lambda: end)
    page = archive.append(PageRecord(url="https://x.example/1", status_line="HTTP/1.1 200 OK", fetched=seen, body=body,
                                     headers=[("Content-Type", "text/html; charset=utf-8")]))  # fmt: skip
    archive.close()
    db = sqlite3.connect(folder / "presswatch.db")
    kept = PageRef(warc=page.warc, offset=page.offset)
    facts = {"source": "x", "title": "<img src=http://198.51.100.1/d.png>", "text": "<svg onload=alert(1)>"}
    add(Filling(db=db, key=100_000), Article(id="abcdef01", url="https://x.example/1", page=kept, story="abcdef01",
                                             first_seen=seen, fetched=seen, **facts))  # fmt: skip
    db.execute("INSERT INTO captures (warc, warc_offset, id) VALUES (?, ?, 'abcdef01')", (page.warc, page.offset))
    db.commit()
    db.close()


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """A desk of its own, since reviewing changes it."""
    folder = tmp_path_factory.mktemp("browsed")
    end = datetime(2025, 3, 20, 12, 0, tzinfo=UTC)
    generate(folder, articles=400, end=end)
    archive_hostile(folder, end)
    yield from serve(folder, end)


@pytest.fixture
def page(browser, desk):
    """A page that must stay silent and ask nobody else."""
    context = browser.new_context(
        base_url=f"http://127.0.0.1:{desk.port}", viewport={"width": 1280, "height": 900}, reduced_motion="reduce"
    )
    page = context.new_page()
    heard: list[str] = []
    own = (f"http://127.0.0.1:{desk.port}/", "data:")
    page.on("console", lambda message: heard.append(f"{page.url}: {message.text}"))
    page.on("pageerror", lambda error: heard.append(f"{page.url}: {error}"))
    page.on(
        "request",
        lambda asked: None if asked.url.startswith(own) else heard.append(asked.url),
    )
    yield page
    context.close()
    assert heard == []


def all_paths(page) -> list[str]:
    page.goto("/?by=spread")
    story = page.get_attribute('h3 a[href^="/story/"]', "href")
    page.goto(story)
    article = page.get_attribute(".timeline h3 a", "href").partition("?")[0]
    compared = [link.get_attribute("href") for link in page.query_selector_all('a[href^="/compare/"]')]
    return [*PATHS, story, article, f"{article}/page", article.replace("article", "mark"), compared[0], compared[-1]]


def test_no_page_breaks_a_rule_of_accessibility_speaks_to_the_console_or_asks_others(page):
    from axe_playwright_python.sync_playwright import Axe

    axe, broken = Axe(), []
    for number, path in enumerate(all_paths(page)):
        page.set_viewport_size({"width": 390 if number % 2 else 1280, "height": 900})
        page.goto(path)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            found = axe.run(page)
            broken += [found.generate_report()[:1200]] if found.violations_count else []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
    assert broken == []


def test_an_archived_page_and_a_hostile_text_show_their_words_and_do_nothing(page):
    page.goto("/article/abcdef01")
    assert page.inner_text("h1") == "<img src=http://198.51.100.1/d.png>"
    assert "<svg onload=alert(1)>" in page.inner_text(".text")
    page.click("text=Archived page")
    frame = page.frame_locator("iframe.archived")
    frame.locator("text=Archived words.").click()
    frame.locator("text=out").click()
    assert frame.locator("body").inner_text().split() == ["Archived", "words.", "out"]
    assert page.url.partition("?")[0].endswith("/article/abcdef01/page")


def test_all_is_there_without_javascript(page, browser, desk):
    plain = browser.new_context(base_url=f"http://127.0.0.1:{desk.port}", java_script_enabled=False)
    silent = plain.new_page()
    for path in all_paths(page):
        page.goto(path)
        silent.goto(path)
        assert page.inner_text("main") == silent.inner_text("main")
    silent.goto("/")
    silent.click("li.row >> nth=0 >> .star")
    silent.click("text=Undo")
    assert "Taken back." in silent.inner_text("#said")
    plain.close()


def test_a_review_goes_by_keys_alone(page):
    page.goto("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    first = page.locator("li.row").nth(0)
    assert first.locator("h3 a").evaluate("link => link === document.activeElement")
    page.keyboard.press("s")
    page.wait_for_selector("li.row >> nth=0 >> .star[aria-pressed=true]")
    page.wait_for_function("document.activeElement.closest('li.row') !== null")
    page.keyboard.press("x")
    page.wait_for_selector("li.row >> nth=0 >> .no[aria-pressed=true]")
    assert "irrelevant" in page.inner_text("#said")
    page.keyboard.press("u")
    page.wait_for_selector("li.row >> nth=0 >> .no[aria-pressed=false]")
    page.keyboard.press("?")
    assert page.locator("#keys").get_attribute("open") is not None
    page.keyboard.press("/")
    page.keyboard.type("presupuesto")
    page.wait_for_selector("main mark")
    assert page.url.endswith("/?q=presupuesto")
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    page.keyboard.press("l")
    page.wait_for_url("**/mark/**")
    page.fill("#label", "by hand")
    page.keyboard.press("Enter")
    page.wait_for_url("**/?q=presupuesto*")
    assert "by hand" in page.inner_text("main")
    page.keyboard.press("j")
    page.keyboard.press("o")
    page.wait_for_url(lambda url: "/story/" in url or "/article/" in url)
