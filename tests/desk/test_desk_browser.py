"""The desk in a real browser: accessible, silent, by itself, by keyboard, and the same without JavaScript."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from conftest import serve
from desk_browser import CHROMIUM, FEWER, OPTIONS, Found, look, report_of, silent, walk
from generate_catalogue import generate
from hostile_articles import ARCHIVED, TEXTS, add_hostile

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed: apt-get install chromium")
PATHS = ("/", "/?by=spread", "/?q=presupuesto&lang=es", "/?q=(", "/?review=star", "/overview", "/sources", "/login")


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=OPTIONS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """A desk of its own, since reviewing changes it."""
    folder = tmp_path_factory.mktemp("browsed")
    end = datetime(2025, 3, 20, 12, 0, tzinfo=UTC)
    generate(folder, articles=400, end=end)
    (folder / "hostile.txt").write_text("\n".join(add_hostile(folder, end)))
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
    page.goto(f"/article/{ARCHIVED}")
    assert page.inner_text("h1") == TEXTS["picture"]
    assert TEXTS["picture"] in page.inner_text(".text")
    page.click("text=Archived page")
    frame = page.frame_locator("iframe.archived")
    frame.locator("text=Archived words.").click()
    frame.locator("text=out").click()
    assert frame.locator("body").inner_text().split() == ["Archived", "words.", "out"]
    assert page.url.partition("?")[0].endswith(f"/article/{ARCHIVED}/page")


def test_a_report_breaks_no_rule_of_accessibility_and_does_nothing(browser, desk, tmp_path):
    report_of(desk.folder, tmp_path / "report", "--since", "10000d", "--limit", "15")
    story = max(tmp_path.glob("report/story-*.html"), key=lambda path: path.stat().st_size)
    article = next(tmp_path.glob("report/article-hostile*.html"))
    names = ("index.html", "overview.html", "sources.html", story.name, article.name)
    found = Found()
    with silent(browser, found, "file://") as page:
        for name in names:
            look(page, (tmp_path / "report" / name).as_uri(), found, views=FEWER)
            walk(page, (tmp_path / "report" / name).as_uri(), found)
    assert found.told == []


def test_hostile_texts_are_texts_and_leave_pages_their_shape(browser, desk):
    found, own = Found(), f"http://127.0.0.1:{desk.port}"
    with silent(browser, found, own + "/") as page:
        for path in ("/?source=hostile", f"/article/hostile{len(TEXTS) - 1}", "/nowhere"):
            look(page, own + path, found, views=FEWER)
            walk(page, own + path, found)
    assert found.told == []


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
