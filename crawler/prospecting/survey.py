"""Looking at a site, step by step: front page, robots.txt, feeds, sitemaps, and three articles."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit

from crawler.answers import Answer
from crawler.asking import Asker, Place, Refusal
from crawler.configuration.lists.rows import bare_host
from crawler.fetching.robots import Robots
from crawler.prospecting.doors import FEED_PATHS, SITEMAP_PATHS
from crawler.prospecting.front import Front, Named, read_front
from crawler.prospecting.probes import Bench, Benches, Probe, probe
from crawler.prospecting.samples import Sample, sample
from crawler.prospecting.weighing import Choice, choose, holds_comments
from pipelines.article import Link
from pipelines.encoding import BadEncoding, TooLarge, decode_body
from pipelines.errors import ConfigurationError, PresswatchError
from pipelines.reasons import MEANING, Reason
from pipelines.source import Source

CANDIDATE = "candidate"
"""Id of the site while it is looked at; no configured source can have it before the survey."""
SAMPLES = 3
MAX_CHILDREN = 3
"""Children of a sitemap index that are looked at."""
MAX_LISTED = 12
"""Sitemaps of robots.txt that are looked at."""
_LIMIT = 4 << 20
_NO_CONNECTION = frozenset({Reason.CONNECTION, Reason.TLS, Reason.TIMEOUT, Reason.ROBOTS_UNREACHABLE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What is asked to be looked at."""

    address: str
    """As typed; without scheme https is tried before http."""
    allow_private: bool
    delay: float
    """Seconds between two requests."""
    taken: Callable[[str], str | None]
    """Id of the configured source that owns a host; None where none does."""
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What was found."""

    front: Front
    robots: Robots | Refusal
    probes: tuple[Probe, ...]
    choice: Choice
    samples: tuple[Sample, ...]


async def survey(asker: Asker, site: Site) -> Findings:
    """Look at a site. Raises PresswatchError where it cannot be reached, ConfigurationError where it is configured."""
    benches = Benches()
    try:
        return await _survey(asker, site, benches)
    finally:
        await benches.close()


async def _survey(asker: Asker, site: Site, benches: Benches) -> Findings:
    answer, front = await _front(asker, site)
    source = _candidate(site, front.url)
    knowing = asker.knowing(source)
    bench = benches.make(knowing, knowing.config)
    found = _Search(bench=bench, origin=_origin(front.url), now=site.now)
    if given := await found.given(answer):
        front = await _page_of(knowing, given)
    robots = await knowing.robots(front.url, CANDIDATE)
    await found.feeds(front)
    await found.sitemaps(robots)
    await found.sections(front)
    choice = choose(found.probes, site.now)
    links = _newest(choice.taken)
    samples = [await sample(bench, link, CANDIDATE) for link in links]
    return Findings(front=front, robots=robots, probes=tuple(found.probes), choice=choice, samples=tuple(samples))


def _candidate(site: Site, url: str) -> Source:
    """The site as a source, while it is looked at. Raises ConfigurationError where it is one already."""
    host = urlsplit(url).hostname or ""
    if id_ := site.taken(host):
        mend = f"see `presswatch sources check {id_}`, or add to its table"
        raise ConfigurationError("cannot add", url, f"it is configured as {id_}", mend)
    return Source(
        id=CANDIDATE, name=host, domains=(bare_host(host),), allow_private=site.allow_private, delay=site.delay
    )


async def _front(asker: Asker, site: Site) -> tuple[Answer, Front]:
    """The page at the address, and what it says. Raises PresswatchError where there is none."""
    given = site.address.strip()
    urls = [given] if "://" in given else [f"https://{given}", f"http://{given}"]
    refusal: Refusal | None = None
    for url in urls:
        knowing = asker.knowing(_candidate(site, url))
        answer = await knowing.document(Place(url=url, kind="section"), CANDIDATE)
        if isinstance(answer, Answer):
            return answer, _front_of(answer)
        refusal = refusal or answer
        if answer.reason not in _NO_CONNECTION:
            break
    assert refusal is not None  # noqa: S101 - at least one URL was asked
    raise _unreachable(given, refusal)


async def _page_of(asker: Asker, url: str) -> Front:
    """The front page of the site whose feed was given; one that cannot be had says nothing."""
    origin = _origin(url) + "/"
    answer = await asker.document(Place(url=origin, kind="section"), CANDIDATE)
    return _front_of(answer) if isinstance(answer, Answer) else Front(url=origin)


def _front_of(answer: Answer) -> Front:
    try:
        body = decode_body(answer.record.body, answer.headers.get("content-encoding"), 5 * _LIMIT)
    except (BadEncoding, TooLarge):
        body = b""
    url = answer.final_url
    return read_front(body, answer.headers.get("content-type"), url if urlsplit(url).path else f"{url}/")


def _unreachable(given: str, refusal: Refusal) -> PresswatchError:
    mends = {
        Reason.ROBOTS_DISALLOWED: "ask the site's owner",
        Reason.BLOCKED_ADDRESS: "give --allow-private if you mean a host of your own network",
        Reason.CHALLENGE: "it asks for a browser: presswatch does not go around that",
    }
    cause = f"{MEANING[refusal.reason]} ({refusal.detail})"
    return PresswatchError("cannot look at", given, cause, mends.get(refusal.reason, "look at the address"))


@dataclass(slots=True, kw_only=True)
class _Search:
    """The documents asked so far."""

    bench: Bench
    origin: str
    now: datetime
    probes: list[Probe] = field(default_factory=list)
    _asked: set[str] = field(default_factory=set)

    async def given(self, answer: Answer) -> str | None:
        """The address itself, where it is a feed and not a front page."""
        kind = answer.headers.get("content-type", "").lower()
        if "html" in kind:
            return None
        found = await self._ask(Place(url=answer.final_url, kind="feed"), ("given", ""))
        return answer.final_url if found and found.reason is None else None

    async def feeds(self, front: Front) -> None:
        """What the front page names; where nothing of that is a feed, the usual places until one is."""
        for named in front.feeds:
            comments = holds_comments(Probe(url=named.url, kind="feed", title=named.title))
            if comments:
                self._note(named)
            else:
                await self._ask(Place(url=named.url, kind="feed", parent=front.url), ("front page", named.title))
        for path in FEED_PATHS:
            if any(p.form in ("feed", "json") and p.reason is None and not holds_comments(p) for p in self.probes):
                return
            await self._try(path, "feed")

    async def sitemaps(self, robots: Robots | Refusal) -> None:
        """What robots.txt names, news sitemaps first; where nothing of that is one, the usual places until one is."""
        listed = robots.sitemaps if isinstance(robots, Robots) else ()
        for url in sorted(listed, key=lambda url: "news" not in url.lower())[:MAX_LISTED]:
            await self._sitemap(url, "robots.txt")
        for path in SITEMAP_PATHS:
            if any(p.kind == "sitemap" and p.reason is None for p in self.probes):
                return
            found = await self._try(path, "sitemap")
            if found and found.children:
                await self._children(found)

    async def sections(self, front: Front) -> None:
        """The front page and its sections, where there is neither feed nor sitemap to poll."""
        if choose(self.probes, self.now).taken:
            return
        for url in (front.url, *front.sections):
            await self._ask(Place(url=url, kind="section", parent=front.url), ("front page", ""))

    async def _sitemap(self, url: str, found_by: str) -> None:
        found = await self._ask(Place(url=url, kind="sitemap", parent=found_by), (found_by, ""))
        if found and found.children:
            await self._children(found)

    async def _children(self, index: Probe) -> None:
        """Of an index, what is called news, else what changed last."""
        news = [child for child in index.children if "news" in child.url.lower() or "noticias" in child.url.lower()]
        for child in (news or list(index.children))[:MAX_CHILDREN]:
            await self._ask(Place(url=child.url, kind="sitemap", parent=index.url), ("sitemap index", ""))

    async def _try(self, path: str, kind: str) -> Probe | None:
        """A usual place; nothing is noted where nothing is."""
        found = await self._ask(Place(url=self.origin + path, kind=kind, parent="tried"), ("usual place", ""))
        if found and found.reason is not None:
            self.probes.remove(found)
        return found

    async def _ask(self, place: Place, named: tuple[str, str]) -> Probe | None:
        if place.url in self._asked:
            return None
        self._asked.add(place.url)
        found = await probe(self.bench, place, CANDIDATE, named)
        self.probes.append(found)
        return found

    def _note(self, named: Named) -> None:
        """A feed that need not be asked to be refused."""
        if named.url not in self._asked:
            self._asked.add(named.url)
            self.probes.append(Probe(url=named.url, kind="feed", found_by="front page", title=named.title))


def _newest(probes: Iterable[Probe]) -> list[Link]:
    """The links to sample: the newest, in turn from each document, so that all of them have their say."""
    ordered = [sorted(p.links, key=lambda link: link.published or link.modified or "", reverse=True) for p in probes]
    found: dict[str, Link] = {}
    for turn in range(SAMPLES):
        for links in ordered:
            if turn < len(links) and len(found) < SAMPLES:
                found.setdefault(links[turn].url, links[turn])
    return list(found.values())


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
