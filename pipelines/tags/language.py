"""The language of a text.

Six common languages are told by their stop words, which needs no model; every other text, and every doubt, goes to
py3langid (a naive Bayes classifier over byte n-grams, after Lui and Baldwin 2012), loaded when first asked, since
loading costs 0.8 s of CPU in every reader process.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from pipelines.tags.lists import word_lists

LOOKED_AT = 1000
"""Characters of the text that are looked at, after the title."""
SHORT = 25
"""Letters below which a text says less about its language than its page does."""
LETTERS = re.compile(r"[^\W\d_]+")
CODE = re.compile(r"[a-z]{2,3}(?=$|[-_])")
ISO = {
    # ISO 639-3 to 639-1. The model keeps Nynorsk apart, so that its `no` is Bokmål.
    "no": "nb", "nor": "nb", "ary": "ar", "arz": "ar", "wuu": "zh", "yue": "zh", "spa": "es", "eng": "en",
    "por": "pt", "fra": "fr", "fre": "fr", "deu": "de", "ger": "de", "ita": "it", "iw": "he", "in": "id",
}  # fmt: skip
COMMON = ("en", "es", "pt", "fr", "de", "it")
"""Languages that stop words may decide."""


def language_of(title: str, text: str, hints: Sequence[str | None] = ()) -> tuple[str | None, str]:
    """ISO 639-1 code of a text and what it was told by: `text`, or `hint` for what page or source say of a short text.

    hints: language codes in order of trust, as found (`es-MX`, None).
    """
    sample = f"{title}\n{text[:LOOKED_AT]}"
    words = LETTERS.findall(sample.lower())
    hint = next((code for code in map(normal, hints) if code), None)
    if sum(map(len, words)) < SHORT and hint:
        return hint, "hint"
    if not words:
        return hint, "hint"
    found = by_stop_words(words) or normal(_classify(sample))
    return (found, "text") if found else (hint, "hint")


def normal(code: str | None) -> str | None:
    """A language code as ISO 639-1 where there is one: `es-MX` is `es`; None for what is no such code."""
    match = CODE.match((code or "").strip().lower())
    if not match:
        return None
    short = ISO.get(match.group(), match.group())
    return short if len(short) == 2 else None


def by_stop_words(words: Sequence[str]) -> str | None:
    """The one of COMMON to which a text clearly belongs; None where there is doubt.

    A stop word that k languages share counts 1/k for each. Clear is: 30 words or more, one count in ten words, and
    twice as much as any other language has.
    """
    if len(words) < 30:
        return None
    counts: dict[str, float] = dict.fromkeys(("", *COMMON), 0.0)
    shares = _shares()
    for word in words:
        for code, share in shares.get(word, ()):
            counts[code] = counts.get(code, 0.0) + share
    (code, best), (_, second) = sorted(counts.items(), key=lambda pair: -pair[1])[:2]
    return code if code in COMMON and best >= 0.1 * len(words) and best >= 2 * second else None


@lru_cache(maxsize=1)
def _shares() -> dict[str, list[tuple[str, float]]]:
    """Stop word -> its languages, each with the word's share."""
    homes: dict[str, list[str]] = {}
    for key, words in word_lists().items():
        if key.startswith("stop."):
            for word in words:
                homes.setdefault(word, []).append(key.removeprefix("stop."))
    return {word: [(code, 1 / len(codes)) for code in codes] for word, codes in homes.items()}


@lru_cache(maxsize=1)
def _model() -> Any:  # noqa: ANN401 - py3langid publishes no types
    from py3langid import langid

    return langid.LanguageIdentifier.from_model_file(langid.MODEL_FILE)


def _classify(sample: str) -> str:
    code, _ = _model().classify(sample)
    return str(code)
