"""The interface's words in English and Spanish, and which of the two a reader wants."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from importlib.resources import files

Words = Mapping[str, str]


def load_words() -> dict[str, dict[str, str]]:
    """Language -> key -> text, from words.toml."""
    return tomllib.loads((files("crawler.desk") / "words.toml").read_text(encoding="utf-8"))


def preferred(chosen: str | None, accepted: str) -> str:
    """'en' or 'es': by ?lang=, else by the Accept-Language header (RFC 9110, 12.5.4), else English."""
    if chosen in ("en", "es"):
        return str(chosen)
    ranked = sorted((_quality(part) for part in accepted[:1000].split(",")), key=lambda pair: -pair[0])
    return next((tag for quality, tag in ranked if quality > 0 and tag in ("en", "es")), "en")


def _quality(part: str) -> tuple[float, str]:
    tag, _, parameter = part.strip().partition(";")
    try:
        quality = float(parameter.strip().removeprefix("q=")) if parameter else 1.0
    except ValueError:
        quality = 0.0
    return quality, tag.strip().lower().partition("-")[0]
