"""Fetching and reading one article as a crawl would, and what that says of its site."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from crawler.asking import Refusal
from crawler.fetch_one import page_of_answer
from crawler.prospecting.probes import Bench
from pipelines.article import Link, Rejected
from pipelines.encoding import BadEncoding, TooLarge, decode_body
from pipelines.opening import parse, to_utf8
from pipelines.reasons import MEANING, Reason
from pipelines.walls import visible_text

ENOUGH = 80
"""Words of a text that counts as read."""
_LIMIT = 4 << 20
_ROOTS = frozenset({"app", "root", "__next", "__nuxt", "___gatsby", "svelte", "react-root"})
"""Ids of the element that scripts fill."""
_ASKS = re.compile(
    r"(?:enable|activ[ae]r?|habilit[ae]r?|aktivier\w*|activez)\s+javascript|javascript\s+(?:is )?(?:required|disabled)",
    re.IGNORECASE,
)
_SHOWN = 1_500
"""A shell shows fewer characters."""
_MUCH = 20_000
"""Bytes of script that a page without text is filled by; a file of scripts counts for a tenth."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One article, as it could be had."""

    url: str
    words: int = 0
    title: str | None = None
    published: str | None = None
    language: str | None = None
    access: str = "full"
    """full, partial or headline."""
    rights: dict[str, str] = field(default_factory=dict)
    """As found: robots meta, opt-outs, licence."""
    reason: Reason | None = None
    """Why it could not be read; None where it could."""
    detail: str = ""
    scripted: bool = False
    """Whether its page shows its text only to a browser that runs scripts."""

    @property
    def good(self) -> bool:
        """Whether a whole article was read."""
        return self.reason is None and self.access == "full" and self.words >= ENOUGH

    @property
    def why(self) -> str:
        """What is wrong with it, in words; '' where nothing is."""
        if self.scripted:
            return "its text needs JavaScript"
        if self.reason is not None:
            return f"{MEANING[self.reason]} ({self.detail or self.reason})"
        if self.access != "full":
            return f"behind a paywall: {self.words} words are open"
        return "" if self.words >= ENOUGH else f"only {self.words} words"


async def sample(bench: Bench, link: Link, source: str) -> Sample:
    """Fetch the article of a link and read it, as one of a source (id)."""
    answer = await bench.asker.page(link.url, source)
    if isinstance(answer, Refusal):
        return Sample(url=link.url, reason=answer.reason, detail=answer.detail)
    page = replace(page_of_answer(link.url, source, answer), link=link)
    result = await bench.read(bench.readers.read(page))
    if isinstance(result, Rejected):
        scripted = result.reason is Reason.EMPTY and needs_scripts(_plain(page.body, page.headers))
        return Sample(url=link.url, reason=result.reason, detail=result.detail, scripted=scripted)
    article = result.article
    scripted = (
        article.word_count < ENOUGH and article.access == "full" and needs_scripts(_plain(page.body, page.headers))
    )
    return Sample(
        url=link.url,
        words=article.word_count,
        title=article.title,
        published=article.published,
        language=article.language,
        access=article.access,
        rights=article.rights,
        scripted=scripted,
    )


def needs_scripts(html: bytes) -> bool:
    """Whether a page is a shell that scripts fill: hardly any text, and an app's root, much script, or a plea."""
    tree = parse(to_utf8(html, None))
    if tree is None:
        return False
    shown = visible_text(tree, _SHOWN)
    if len(shown) >= _SHOWN:
        return False
    scripts = sum(len(script.text or "") + (_MUCH // 10 if script.get("src") else 0) for script in tree.iter("script"))
    rooted = any(element.get("id") in _ROOTS for element in tree.iter("div", "main"))
    return rooted or scripts > _MUCH or bool(_ASKS.search(shown))


def opt_outs(rights: dict[str, str]) -> list[str]:
    """What a page says against text mining and AI (TDMRep, `noai`), one phrase each."""
    found = []
    if rights.get("tdm-reservation", "").strip() == "1":
        found.append("TDM reserved (tdm-reservation: 1)")
    for key in ("robots", "x-robots-tag", "googlebot"):
        words = {word.strip().lower() for word in re.split(r"[,:\s]+", rights.get(key, ""))}
        found += [f"{word} ({key})" for word in ("noai", "noimageai", "noindex", "noarchive") if word in words]
    return found


def _plain(body: bytes, headers: dict[str, str]) -> bytes:
    try:
        return decode_body(body, headers.get("content-encoding"), _LIMIT)
    except (BadEncoding, TooLarge):
        return b""
