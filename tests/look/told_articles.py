"""Short articles for the tests of what is looked at."""

from __future__ import annotations

from pipelines.article import Article

SEEN = "2025-03-20T08:00:00+00:00"


def article(ident: str, title: str, text: str = "Nada más que contar.", **more) -> Article:
    """An article of el-faro-azul with its own URL, unless told otherwise."""
    facts = {
        "source": "el-faro-azul", "language": "es", "published": SEEN, "published_precision": "second",
        "url": f"https://el-faro-azul.example/{ident}", "first_seen": SEEN, "fetched": SEEN, "story": ident,
        "content_hash": ident, "word_count": len(text.split()),
    } | more  # fmt: skip
    return Article(id=ident, title=title, text=text, **facts)
