"""Fills a catalogue with invented articles, by the schema alone, for tests and benchmarks of what reads it.

    python tests/benchmarks/generate_catalogue.py DATA --articles 50000

All outlets, names and sentences are made up. The same seed gives the same catalogue.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import sqlite3
import time
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import orjson
from invented_news import COUNTRIES, HEADLINES, NAMES, OUTLETS, SENTENCES, TOPICS, WORDS
from invented_signs import add_signs

from pipelines.article import Article, Credit, Dateline, PageRef, Topic
from pipelines.clock import iso
from pipelines.querying.document import document_of_article
from pipelines.store import fulltext
from pipelines.store.line_rows import values_of
from pipelines.store.schema import INITIAL, VERSION
from pipelines.urls import InvalidUrl, url_key

AGENCIES = ("europapress", "efe", "ap", "reuters", "afp")
END = datetime(2025, 3, 20, 12, 0, tzinfo=UTC)


@dataclass(slots=True, kw_only=True)
class Filling:
    """A catalogue being filled."""

    db: sqlite3.Connection
    chance: random.Random = field(default_factory=lambda: random.Random(1))  # noqa: S311 - repeatable, not secret
    offsets: dict[str, int] = field(default_factory=dict)
    key: int = 0


def new_catalogue(folder: Path) -> sqlite3.Connection:
    """An empty catalogue of this version in `folder`, in the journal mode of a real one."""
    folder.mkdir(parents=True, exist_ok=True)
    db = sqlite3.connect(folder / "presswatch.db")
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = OFF")  # made anew when lost
    db.executescript(INITIAL)
    db.execute(f"PRAGMA user_version = {VERSION}")
    return db


def generate(folder: Path, *, articles: int, seed: int = 1, end: datetime = END) -> None:
    """Write `articles` articles that end at `end`, 500 a day, in stories of 1 to 9 with their copies and credits."""
    db = new_catalogue(folder)
    filling = Filling(db=db, chance=random.Random(seed))  # noqa: S311 - repeatable, not secret
    with db:
        _documents(filling, end)
        moment, step = end - timedelta(days=articles / 500), timedelta(days=1 / 500)
        while filling.key < articles:
            size = min(filling.chance.choice((1, 1, 1, 1, 2, 2, 3, 4, 9)), articles - filling.key)
            _story(filling, size, moment)
            moment += step * size
        _unhappy(filling, end)
        add_signs(db, end)
    db.close()


def add(filling: Filling, article: Article, *, latest: bool = True) -> int:
    """Store one article version as the writer would; returns its key."""
    filling.key += 1
    line = orjson.dumps(article, option=orjson.OPT_APPEND_NEWLINE)
    day = article.fetched[:10]
    file = f"articles/{day}/{article.source}.jsonl"
    offset = filling.offsets.get(file, 0)
    filling.offsets[file] = offset + len(line)
    columns = _columns(article) | {"line": line, "file": file, "file_offset": offset, "day": day, "latest": int(latest)}
    _insert(filling.db, "articles", columns | {"key": filling.key})
    if latest:
        _index(filling, article)
    return filling.key


def _columns(article: Article) -> dict[str, object]:
    names = (
        "id revision source url title language agency kind access published first_seen fetched word_count "
        "content_hash story duplicate_of duplicate_kind"
    )
    return {name: getattr(article, name) for name in names.split()}


def _insert(db: sqlite3.Connection, table: str, row: dict[str, object]) -> None:
    marks = ", ".join("?" * len(row))
    db.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})", list(row.values()))  # noqa: S608 - our own names


def _index(filling: Filling, article: Article) -> None:
    db, key = filling.db, filling.key
    fulltext.add(db, key, document_of_article(article))
    rows = {(key, *value) for value in values_of(article)}
    db.executemany("INSERT INTO article_values (article, field, value) VALUES (?, ?, ?)", sorted(rows))
    _edges(filling, article)


def _edges(filling: Filling, article: Article) -> None:
    for position, credit in enumerate(article.credits):
        row: dict[str, object] = {"article": article.id, "position": position, "target": credit.article_id}
        row |= {name: getattr(credit, name) for name in ("kind", "name", "url", "agency", "evidence", "confidence")}
        _insert(filling.db, "credits", row | {"url_key": credit.url and _key(credit.url)})
    if article.duplicate_of:
        row = {"article": article.id, "original": article.duplicate_of, "kind": article.duplicate_kind, "score": 0.98}
        _insert(filling.db, "duplicates", row)
    if article.revision == 1:
        _insert(filling.db, "urls", _wanted(article.id, article.url, article.source, article.first_seen) | {
            "state": "stored", "settled": article.fetched,
        })  # fmt: skip


def _key(url: str) -> str:
    """The key of a URL; tests store addresses that no crawl would have let in."""
    try:
        return url_key(url)
    except InvalidUrl:
        return f"unreadable:{url}"


def _wanted(ident: str, url: str, source: str, seen: str) -> dict[str, object]:
    host = urlsplit(url).netloc
    return {
        "id": ident, "url_key": _key(url), "url": url, "source": source, "host": host, "first_seen": seen,
        "link": "{}",
    }  # fmt: skip


def _story(filling: Filling, size: int, moment: datetime) -> None:
    """One event: a first article, copies of its text, and articles of their own that credit it."""
    language = filling.chance.choice(("es", "es", "es", "en"))
    first = _article(filling, language, moment)
    first.story = first.id
    add(filling, first)
    for _ in range(size - 1):
        moment += timedelta(minutes=filling.chance.randint(1, 90))
        follower = _copy(filling, first, moment) if filling.chance.random() < 0.6 else _own(filling, first, moment)
        add(filling, follower)
    if filling.chance.random() < 0.05:
        _revise(filling, first, moment + timedelta(minutes=30))


def _article(filling: Filling, language: str, moment: datetime) -> Article:
    chance = filling.chance
    topic, country = chance.choice(TOPICS), chance.choice(COUNTRIES)
    title = _headline(chance, language)
    text = "\n".join(
        " ".join(_fill(chance, chance.choice(SENTENCES[language]), language) for _ in range(3)) for _ in range(7)
    )
    people = [f"{chance.choice(NAMES['given'])} {chance.choice(NAMES['family'])}" for _ in range(2)]
    return _placed(filling, moment, Article(
        url="", source="", title=title, text=text, language=language, first_seen="", fetched="",
        subtitle=_headline(chance, language),
        authors=people[:1], people=people, places=[chance.choice(NAMES["place"])], keywords=[topic[1], country],
        organisations=[chance.choice(NAMES["organisation"])], countries=[country], countries_mentioned=[country],
        topics=[Topic(code=topic[0], label=topic[1], score=0.8)], section=topic[1],
        provenance={"title": "jsonld", "published": "jsonld", "text": "trafilatura", "authors": "meta"},
        extractor="trafilatura 2.1.0",
    ))  # fmt: skip


def _placed(filling: Filling, moment: datetime, article: Article) -> Article:
    """The article as an outlet publishes it at a moment."""
    outlet = filling.chance.choice(OUTLETS)
    ident = f"{filling.chance.getrandbits(128):032x}"
    published = iso(moment)
    hashed = hashlib.blake2b(f"{article.title}\n{article.text}".encode(), digest_size=16).hexdigest()
    return replace(
        article, id=ident, source=outlet, url=f"https://{outlet}.example/{moment:%Y/%m/%d}/{ident[:12]}",
        published=published, published_raw=published, published_precision="second", content_hash=hashed,
        first_seen=iso(moment + timedelta(minutes=4)), fetched=iso(moment + timedelta(minutes=5)),
        word_count=len(article.text.split()), page=PageRef(warc=f"{outlet}-{moment:%Y%m%d}.warc.gz", offset=0),
    )  # fmt: skip


def _copy(filling: Filling, first: Article, moment: datetime) -> Article:
    agency = filling.chance.choice(AGENCIES)
    city = filling.chance.choice(NAMES["place"])
    credit = Credit(kind="dateline", name=agency, agency=agency, evidence=f"{city} ({agency})", confidence=0.9)
    copied = replace(first, duplicate_of=first.id, duplicate_kind="copy", story=first.id, agency=agency, wire=True)
    copied.dateline, copied.credits = Dateline(place=city, agency=agency), [credit]
    return _placed(filling, moment, copied)


def _own(filling: Filling, first: Article, moment: datetime) -> Article:
    tongue = first.language or "es"
    own = _article(filling, {"es": "en", "en": "es"}[tongue] if filling.chance.random() < 0.15 else tongue, moment)
    own.story = first.id
    own.credits = [
        Credit(
            kind="credit_url", name=first.source, url=first.url, evidence=f"Source: {first.url}", confidence=0.95,
            article_id=first.id,
        )
    ]  # fmt: skip
    return own


def _revise(filling: Filling, first: Article, moment: datetime) -> None:
    """A second version of an article; the first leaves the index."""
    db = filling.db
    key, line = db.execute("SELECT key, line FROM articles WHERE id = ?", (first.id,)).fetchone()
    db.execute("UPDATE articles SET latest = 0 WHERE key = ?", (key,))
    fulltext.remove(db, key, orjson.loads(line))
    db.execute("DELETE FROM article_values WHERE article = ?", (key,))
    db.execute("DELETE FROM credits WHERE article = ?", (first.id,))
    addition = _fill(filling.chance, filling.chance.choice(SENTENCES[first.language or "es"]), first.language or "es")
    second = replace(first, revision=2, text=f"{first.text}\n{addition}", modified=iso(moment), fetched=iso(moment))
    second.content_hash = hashlib.blake2b(second.text.encode(), digest_size=16).hexdigest()
    add(filling, second)


def _fill(chance: random.Random, pattern: str, language: str) -> str:
    """A pattern with its slots filled: {given} {family} {place} {organisation} {noun} {verb} {number}."""
    slots = {name: chance.choice(values) for name, values in NAMES.items()}
    slots |= {name: chance.choice(values) for name, values in WORDS[language].items()}
    return pattern.format(number=chance.randint(2, 9800), **slots)


def _headline(chance: random.Random, language: str) -> str:
    headline = _fill(chance, chance.choice(HEADLINES[language]), language)
    return headline[0].upper() + headline[1:]


def _documents(filling: Filling, end: datetime) -> None:
    """A feed for each outlet; one of them fails."""
    for number, outlet in enumerate(OUTLETS):
        broken = number == 3
        _insert(filling.db, "documents", {
            "url": f"https://{outlet}.example/rss.xml", "source": outlet, "kind": "feed",
            "last_poll": iso(end - timedelta(minutes=3)), "last_status": 503 if broken else 200,
            "next_poll": iso(end + timedelta(minutes=7)), "errors": 4 if broken else 0,
            "reason": "http_error" if broken else None, "detail": "503 Service Unavailable" if broken else None,
        })  # fmt: skip


def _unhappy(filling: Filling, end: datetime) -> None:
    """Some wanted, failed, held and rejected URLs."""
    states = (("wanted", None), ("failed", "timeout"), ("held", "empty"), ("rejected", "index_page"))
    for number, (state, reason) in enumerate(states * 5):
        row = _wanted(f"{number:032x}", f"https://{OUTLETS[0]}.example/{state}/{number}", OUTLETS[0], iso(end))
        _insert(filling.db, "urls", row | {"state": state, "reason": reason, "settled": iso(end) if reason else None})


def main() -> None:
    """Fill the folder named on the command line and say how long it took."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--articles", type=int, default=10_000)
    chosen = parser.parse_args()
    began = time.perf_counter()
    generate(chosen.folder, articles=chosen.articles, end=datetime.now(UTC))
    print(f"{chosen.articles} articles in {time.perf_counter() - began:.1f} s")


if __name__ == "__main__":
    main()
