"""The review desk and its reports in a real browser, over a large catalogue.

    python tests/benchmarks/desk_browser.py --articles 50000 [--data DATA] [--shots DIR]

Makes a catalogue with hostile articles among the others (or takes DATA, and writes review marks into it), then prints
how long pages take on the server and how large they are, and asks of each page, at 1280 and 390 pixels, light and dark:
does it break rules of accessibility (axe-core), speak to the console, ask anybody else, or stand beyond the window? Can
all of it be reached by keyboard, and is all of it there without JavaScript? Exits 1 where anything fails. With --shots
it leaves a picture of each page. Needs Chromium, playwright and axe_playwright_python.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from axe_playwright_python.sync_playwright import Axe
from click.testing import CliRunner
from desk_pages import measure, paths, served
from generate_catalogue import generate
from hostile_articles import add_hostile
from playwright.sync_api import sync_playwright

from crawler.cli import presswatch

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CHROMIUM = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
OPTIONS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
VIEWS = ((1280, "light"), (1280, "dark"), (390, "light"), (390, "dark"))
"""Widths of the window in pixels, and colour schemes."""
FEWER = (VIEWS[1], VIEWS[2])
Views = tuple[tuple[int, str], ...]
MORE = ("/?q=(", "/?q=zzzz+nothing", "/?review=star&label=verify", "/?lang=es", "/overview?lang=es", "/login",
        "/nowhere", "/article/none", "/sources?page=99", "/?source=hostile", "/?q=script",
        "/?q=alert&by=rank")  # fmt: skip
STOPS = """() => [...document.querySelectorAll(
'a[href], button, input:not([type=hidden]), textarea, summary, [tabindex="0"]')]
.filter(e => !e.closest('details:not([open]) > :not(summary)') && e.getClientRects().length).length"""
FOCUS = """() => { const e = document.activeElement, s = getComputedStyle(e), r = e.getBoundingClientRect();
e.dataset.met = 1; return e === document.body || (s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0)
&& r.bottom > 0 && r.top < innerHeight }"""
MET = "() => document.querySelectorAll('[data-met]').length"


@dataclass(slots=True)
class Found:
    """What was seen."""

    pages: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    told: list[str] = field(default_factory=list)

    def add(self, kind: str, where: str) -> None:
        self.faults[kind] += 1
        self.told.append(f"{kind}: {where}")


@contextmanager
def silent(browser: Browser, found: Found, own: str, **options: object) -> Iterator[Page]:
    """A page whose messages, errors and requests beyond `own` are faults."""
    context = browser.new_context(reduced_motion="reduce", **options)  # type: ignore[arg-type]  # as playwright has them
    page = context.new_page()
    page.on("console", lambda said: found.add("console", f"{page.url}: {said.text}") if _is_said(said.text) else None)
    page.on("pageerror", lambda error: found.add("console", f"{page.url}: {error}"))
    page.on("request", lambda asked: None if asked.url.startswith((own, "data:")) else found.add("asked", asked.url))
    yield page
    context.close()


def _is_said(text: str) -> bool:
    """Whether it is the page that speaks: the browser itself says that the answer was an error."""
    return not re.match(r"Failed to load resource: the server responded with a status of 4\d\d", text)


def look(page: Page, address: str, found: Found, *, shots: Path | None = None, views: Views = VIEWS) -> None:
    """Everything that is asked of one page."""
    found.pages += 1
    page.goto(address)
    for width, scheme in views:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # one of its words
        for broken in Axe().run(page).response["violations"]:
            nodes = "; ".join(node["html"][:150] for node in broken["nodes"][:3])
            found.add("axe", f"{address} {width} {scheme} {broken['id']}: {nodes}")
        if shots:
            name = re.sub(r"[^0-9A-Za-z]+", "-", address.rpartition("//")[2].partition("/")[2])[-60:] or "index"
            page.screenshot(path=shots / f"{name}-{scheme}-{width}.png", clip=_clip(page, width), full_page=True)
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found.add("wide", f"{address} {width}")


def _clip(page: Page, width: int) -> dict[str, float]:
    height = page.evaluate("document.documentElement.scrollHeight")
    return {"x": 0, "y": 0, "width": width, "height": min(height, 2400)}


def walk(page: Page, address: str, found: Found) -> None:
    """Go through a page with the tab key: everything that can be used is met, and is seen to be."""
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(address)
    stops = page.evaluate(STOPS)
    for _ in range(stops + 2):
        page.keyboard.press("Tab")
        if not page.evaluate(FOCUS):
            found.add("focus", f"{address}: {page.evaluate('document.activeElement.outerHTML.slice(0, 120)')}")
    if page.evaluate(MET) < stops:
        found.add("keys", f"{address}: {page.evaluate(MET)} of {stops}")


def same_without_script(pair: tuple[Page, Page], address: str, found: Found) -> None:
    """Whether a page says the same with and without JavaScript."""
    texts = []
    for page in pair:
        page.goto(address)
        texts.append(page.inner_text("main"))
    if texts[0] != texts[1]:
        found.add("script", address)


def browse(browser: Browser, port: int, addresses: list[str], shots: Path | None) -> Found:
    """The desk."""
    found, own = Found(), f"http://127.0.0.1:{port}"
    options = {"base_url": own}
    with (
        silent(browser, found, own + "/", **options) as page,
        silent(browser, found, own + "/", java_script_enabled=False, **options) as plain,
    ):
        for path in addresses:
            look(page, own + path, found, shots=shots)
            walk(page, own + path, found)
            same_without_script((page, plain), own + path, found)
    return found


def leaf(browser: Browser, out: Path, shots: Path | None) -> Found:
    """A report's pages, from the disk."""
    found = Found()
    files = [out / name for name in ("index.html", "overview.html", "sources.html")]
    stories = sorted(out.glob("story-*.html"), key=lambda path: -path.stat().st_size)
    files += [*stories[:3], *sorted(out.glob("article-hostile*.html")), *sorted(out.glob("article-[0-9]*.html"))[:3]]
    with silent(browser, found, "file://") as page:
        for path in files:
            look(page, path.as_uri(), found, shots=shots)
            walk(page, path.as_uri(), found)
    return found


def addresses_of(port: int, hostile: list[str]) -> list[str]:
    """Each kind of page, and the hostile articles in each of them."""
    usual = [path for path in paths(port) if path != "/feed.xml"]
    article = next(path for path in usual if path.startswith("/article/"))
    shown = [f"/article/{ident}" for ident in hostile]
    forms = [
        f"/mark/{hostile[0]}",
        f"{article}/page",
        f"/article/{hostile[-1]}/page",
        article.replace("article", "mark"),
    ]
    return [*usual, *MORE, *shown, *forms, f"/story/{hostile[0]}", f"/compare/{hostile[0]}/{hostile[1]}"]


def report_of(data: Path, out: Path, *options: str) -> None:
    """A report."""
    done = CliRunner().invoke(presswatch, ["--data", str(data), "report", "--out", str(out), *options])
    assert done.exit_code == 0, repr(done.exception)
    print(f"report: {done.stdout.strip()}")


def told(name: str, found: Found) -> bool:
    """Print what was seen; whether all was well."""
    kinds = {"axe": "axe violations", "console": "console messages", "asked": "requests elsewhere", "wide": "too wide",
             "focus": "focus unseen", "keys": "not reached by keys", "script": "other without JavaScript"}  # fmt: skip
    print(f"{name}: {found.pages} pages, " + ", ".join(f"{found.faults[kind]} {word}" for kind, word in kinds.items()))
    for line in found.told[:60]:
        print("  " + line[:600])
    return not found.told


def made(chosen: argparse.Namespace, folder: Path) -> tuple[Path, list[str]]:
    """The data folder, and the ids of its hostile articles."""
    data = chosen.data or folder / "data"
    if not (data / "presswatch.db").exists():
        end = datetime.now(UTC).replace(microsecond=0)
        generate(data, articles=chosen.articles, end=end)
        (data / "hostile.txt").write_text("\n".join(add_hostile(data, end)))
    return data, (data / "hostile.txt").read_text().split()


def main() -> None:
    """See the module's text."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--articles", type=int, default=50_000)
    parser.add_argument("--shots", type=Path)
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--only", default="", help="only addresses that match this expression")
    chosen = parser.parse_args()
    if chosen.shots:
        chosen.shots.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        data, hostile = made(chosen, Path(folder))
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=OPTIONS)
        with served(data) as port:
            fine = [measure(port, chosen.times)] if chosen.times > 1 else []
            addresses = [path for path in addresses_of(port, hostile) if re.search(chosen.only, path)]
            fine.append(told("desk", browse(browser, port, addresses, chosen.shots)))
        report_of(data, Path(folder) / "report", "--since", "2d")
        fine.append(told("report", leaf(browser, Path(folder) / "report", chosen.shots)))
        browser.close()
    sys.exit(0 if all(fine) else 1)


if __name__ == "__main__":
    main()
