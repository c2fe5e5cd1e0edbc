"""The language of a text.

A script that one language owns, or else stop words, tell most texts without a model. What is left in doubt goes to
py3langid (a naive Bayes classifier over byte n-grams, after Lui and Baldwin 2012), loaded when first asked, since
loading costs 0.8 s of CPU in every reader process.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from pipelines.tags.lists import word_lists

LOOKED_AT = 1000
"""Characters of the text that are looked at, after the title."""
SHORT = 25
"""Letters below which a text says less about its language than its page does."""
LETTERS = re.compile(r"[\u0900-\u0963\u0970-\u09e5\u09f0-\u09ff]+|[^\W\d_]+")
"""A word; in Devanagari and Bengali with its vowel signs, which are no letters."""
CODE = re.compile(r"[a-z]{2,3}(?=$|[-_])")
ISO = {
    # ISO 639-3 to 639-1. The model keeps Nynorsk apart, so that its `no` is Bokmål.
    "no": "nb", "nor": "nb", "ary": "ar", "arz": "ar", "wuu": "zh", "yue": "zh", "spa": "es", "eng": "en",
    "por": "pt", "fra": "fr", "fre": "fr", "deu": "de", "ger": "de", "ita": "it", "iw": "he", "in": "id",
}  # fmt: skip
OWN_SCRIPT = {
    "GREEK": "el", "HANGUL": "ko", "THAI": "th", "ARMENIAN": "hy", "GEORGIAN": "ka", "TAMIL": "ta", "TELUGU": "te",
    "KANNADA": "kn", "MALAYALAM": "ml", "GUJARATI": "gu", "GURMUKHI": "pa", "ORIYA": "or", "SINHALA": "si",
    "KHMER": "km", "LAO": "lo",
}  # fmt: skip
"""Scripts in which news is written in one language; named as Unicode names their letters."""
KANA = ("HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA")
JAPANESE, CHINESE = 0.1, 0.01
"""Share of kana among kana and Han from which a text is Japanese, and up to which it is Chinese."""
ONE_SCRIPT = 2 / 3
"""Share of a text's letters that its script must have to decide."""
OTHER_SCRIPT = 1.35
"""Bytes a character in UTF-8 below which most of a text is in Latin letters: others take two or more."""
HAN_LEAST = 50
"""Han letters below which a text without kana may still be a Japanese headline."""
LEAST_WORDS, LEAST_KINDS, LEAST_SHARE = 12, 4, 0.2
"""Words a text must have; different stop words of its language among them; and the share of words that are such."""
SPARSE = frozenset(
    (
        *("ar", "az", "be", "bg", "bn", "cs", "et", "eu", "fa", "fi", "he", "hr", "hu"),
        *("kk", "lt", "lv", "mk", "mr", "mt", "ne", "pl", "ru", "sk", "sl", "sr", "tr", "uk", "vi", "xh", "zu"),
    )
)
SPARSE_SHARE = 0.08
"""Languages that say with endings, or with many words, what others say with a few small words; their share, which is
also enough where the first hint agrees."""
CLEAR, CLEAR_WITH_HINT = (3.0, 0.03), (1.5, 0.02)
"""What tells a language from each other one: how many times as many stop words that only it has of the two, and their
least share of all words; the same where the first hint says so too."""
LEAST_OWN = 2
"""Such words there must be in any case."""


def language_of(title: str, text: str, hints: Sequence[str | None] = ()) -> tuple[str | None, str]:
    """ISO 639-1 code of a text and what it was told by: `text`, or `hint` for what page or source say of a short text.

    hints: language codes in order of trust, as found (`es-MX`, None).
    """
    sample = f"{title}\n{text[:LOOKED_AT]}"
    words = LETTERS.findall(unicodedata.normalize("NFC", sample).lower())
    hint = next((code for code in map(normal, hints) if code), None)
    if sum(map(len, words)) < SHORT and hint:
        return hint, "hint"
    if not words:
        return hint, "hint"
    found = by_script(sample) or by_stop_words(words, hint) or normal(_classify(sample))
    return (found, "text") if found else (hint, "hint")


def normal(code: str | None) -> str | None:
    """A language code as ISO 639-1 where there is one: `es-MX` is `es`; None for what is no such code."""
    match = CODE.match((code or "").strip().lower())
    if not match:
        return None
    short = ISO.get(match.group(), match.group())
    return short if len(short) == 2 else None


def by_script(sample: str) -> str | None:
    """The language that alone is written in a text's script; None where several are, or scripts are mixed."""
    if len(sample.encode("utf-8", "replace")) < OTHER_SCRIPT * len(sample):
        return None
    scripts: Counter[str] = Counter()
    for letter, count in Counter(sample).items():
        if letter.isalpha():
            scripts[unicodedata.name(letter, "").partition(" ")[0]] += count
    if not scripts:
        return None
    script, most = scripts.most_common(1)[0]
    kana = sum(scripts[name] for name in KANA)
    if kana or script == "CJK":
        return _chinese_or_japanese(scripts["CJK"], kana, scripts.total())
    return OWN_SCRIPT.get(script) if most >= ONE_SCRIPT * scripts.total() else None


def _chinese_or_japanese(han: int, kana: int, letters: int) -> str | None:
    if han + kana < ONE_SCRIPT * letters:
        return None
    if kana >= JAPANESE * (han + kana):
        return "ja"
    return "zh" if han >= HAN_LEAST and kana <= CHINESE * han else None


def by_stop_words(words: Sequence[str], hint: str | None = None) -> str | None:
    """The language to which a text clearly belongs by the stop words of words.tsv; None where there is doubt.

    Two languages are told apart by the words that only one of them has, so that neighbours need more of a text.
    """
    lists, homes = _stop_words()
    counts = {word: count for word, count in Counter(words).items() if word in homes}
    if len(words) < LEAST_WORDS or not counts:
        return None
    hits: Counter[str] = Counter()
    for word, count in counts.items():
        for code in homes[word]:
            hits[code] += count
    first = hits.most_common(1)[0][0]
    least = SPARSE_SHARE if first in SPARSE or first == hint else LEAST_SHARE
    enough = hits[first] >= least * len(words) and len(counts.keys() & lists[first]) >= LEAST_KINDS
    times, share = CLEAR_WITH_HINT if first == hint else CLEAR
    floor = max(share * len(words), LEAST_OWN)
    for other in hits.keys() - {first}:
        beaten = hits[first] - hits[other] >= max(times * hits[other], floor)  # whatever words they share
        if not beaten and not _apart(counts, lists[first], lists[other], (times, floor)):
            return None
    return first if enough and first in _deciding() else None


def _apart(
    counts: Mapping[str, int], first: frozenset[str], other: frozenset[str], margin: tuple[float, float]
) -> bool:
    """Whether the words of a text that only the first list has outnumber those that only the other has."""
    own = sum(counts[word] for word in counts.keys() & first if word not in other)
    theirs = sum(counts[word] for word in counts.keys() & other if word not in first)
    return own >= max(margin[0] * theirs, margin[1])


@lru_cache(maxsize=1)
def _stop_words() -> tuple[Mapping[str, frozenset[str]], Mapping[str, Sequence[str]]]:
    """Language -> its stop words, and stop word -> its languages."""
    lists = {key.partition(".")[2]: words for key, words in word_lists().items() if key.startswith(("stop.", "near."))}
    homes: dict[str, list[str]] = {}
    for code, words in lists.items():
        for word in words:
            homes.setdefault(word, []).append(code)
    return lists, homes


@lru_cache(maxsize=1)
def _deciding() -> frozenset[str]:
    """Languages that stop words may decide for; the others only stand against them."""
    return frozenset(key.removeprefix("stop.") for key in word_lists() if key.startswith("stop."))


@lru_cache(maxsize=1)
def _model() -> Any:  # noqa: ANN401 - py3langid publishes no types
    from py3langid import langid

    return langid.LanguageIdentifier.from_model_file(langid.MODEL_FILE)


def _classify(sample: str) -> str:
    code, _ = _model().classify(sample)
    return str(code)
