"""What finding an article's story costs as the window fills.

    python tests/benchmarks/story_curve.py [--articles 100000]

Invented articles, each with its own mix of common and rare names and numbers, all within one window of 72 hours, in a
catalogue on disk. Printed at each step: milliseconds of CPU an article of join_story and remember together.
"""

from __future__ import annotations

import argparse
import random
import sqlite3
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pipelines.article import Article
from pipelines.settling import Settling
from pipelines.store.catalogue import open_catalogue
from pipelines.stories import join_story, remember
from pipelines.text import word_count

START = datetime(2031, 5, 12, tzinfo=UTC)
_SYLLABLES = (
    "ba",
    "cor",
    "dan",
    "el",
    "fer",
    "gan",
    "hil",
    "jor",
    "ka",
    "len",
    "mar",
    "nov",
    "pel",
    "quin",
    "ras",
    "zol",
)
_WORDS = (
    "reunión",
    "acuerdo",
    "puerto",
    "anuncio",
    "jornada",
    "precio",
    "escuela",
    "ministro",
    "empresa",
    "obra",
    "río",
)


def article(chance: random.Random, number: int, total: int) -> Article:
    """An invented article of about 230 words: a few names that all news has, a dozen of its own."""
    names = [_name(chance, int(chance.paretovariate(0.7) * 3) % 60_000) for _ in range(18)]
    sentences = []
    for name in names:
        figure = chance.choice((f"{chance.randrange(2, 99)}", f"{chance.randrange(1000, 99999):,}".replace(",", ".")))
        sentences.append(f"En la {chance.choice(_WORDS)} de {name} hubo {figure} {chance.choice(_WORDS)} y el "
                         f"{chance.choice(_WORDS)} sigue abierto.")  # fmt: skip
    seen = (START + timedelta(seconds=int(72 * 3600 * number / total))).isoformat()
    text = " ".join(sentences)
    found = Article(id=f"a{number}", url=f"https://x.example/{number}", source="x", title=f"Noticia de {names[0]}",
                    text=text, first_seen=seen, fetched=seen)  # fmt: skip
    found.word_count = word_count(text)
    return found


def _name(chance: random.Random, number: int) -> str:
    own = random.Random(number)  # noqa: S311 - repeatable, not secret
    return "".join(own.choice(_SYLLABLES) for _ in range(own.choice((2, 3, 3)))).title()


def store(db: sqlite3.Connection, one: Article) -> float:
    """Settle an article's story, and return the seconds of CPU that took."""
    settling = Settling(article=one, fingerprint=[], db=db, now=one.first_seen)
    began = time.process_time()
    join_story(settling)
    spent = time.process_time() - began
    db.execute(
        "INSERT INTO articles (id, revision, latest, line, file, file_offset, day, source, url, kind, access,"
        " first_seen, fetched, word_count, content_hash, story) VALUES (?, 1, 1, '', '', 0, '', 'x', ?, 'article',"
        " 'full', ?, ?, ?, ?, ?)",
        (one.id, one.url, one.first_seen, one.fetched, one.word_count, one.id, one.story),
    )
    began = time.process_time()
    remember(settling)
    return spent + time.process_time() - began


def main() -> None:
    """Print the curve."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=100_000)
    total = parser.parse_args().articles
    chance, spent, steps = random.Random(1), 0.0, 0  # noqa: S311 - repeatable, not secret
    with tempfile.TemporaryDirectory() as folder:
        db = open_catalogue(Path(folder))
        db.execute("BEGIN")
        for number in range(total):
            spent, steps = spent + store(db, article(chance, number, total)), steps + 1
            if steps == total // 10:
                db.execute("COMMIT")
                size = Path(folder, "presswatch.db").stat().st_size / (number + 1)
                print(f"{number + 1:9,} articles: {1000 * spent / steps:.2f} ms an article, {size:,.0f} bytes each")
                db.execute("BEGIN")
                spent, steps = 0.0, 0
        db.close()


if __name__ == "__main__":
    main()
