"""The language of a text.

Six common languages are told by their stop words, which needs no model; every other text, and every doubt, goes to
py3langid (a naive Bayes classifier over byte n-grams after Lui and Baldwin 2012), loaded when first asked, since loading
costs 0.8 s of CPU and 90 MB in every reader process.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

LOOKED_AT = 1000
"""Characters of the text that are looked at, after the title."""
SHORT = 25
"""Letters below which a text says less about its language than its page does."""
LETTERS = re.compile(r"[^\W\d_]+")
CODE = re.compile(r"[a-z]{2,3}(?=$|[-_])")
ISO = {
    # ISO 639-3 to 639-1. The model keeps Nynorsk apart, so that its `no` is Bokmål.
    "no": "nb", "nor": "nb", "ary": "ar", "arz": "ar", "wuu": "zh", "yue": "zh", "spa": "es", "eng": "en", "por": "pt",
    "fra": "fr", "fre": "fr", "deu": "de", "ger": "de", "ita": "it", "iw": "he", "in": "id",
}  # fmt: skip
COMMON = ("en", "es", "pt", "fr", "de", "it")
_STOP = {
    "en": "the of and to in is that for on with was as are his by this have it from be not he they at which their but has were an will been had who its she you we after when said would about up more one out there also than into could",
    "es": "de la que el en y a los se del las un por con una su para es al lo como más pero sus le ha este sí porque esta entre cuando muy sin sobre también hasta desde está nos durante uno ni contra han fue ser son según donde",
    "pt": "de a o que e do da em um para é com não uma os no se na por mais as dos como mas foi ao das à seu sua ou ser quando muito nos já está também pelo pela até isso entre depois são às aos foram segundo num disse",
    "fr": "de la le et les des en un du une que est pour qui dans a par plus pas au sur ne se ce il sont la avec son sa ses aux ont été cette mais comme ou nous leur elle après même d l qu n s c y était selon être",
    "de": "der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch es an werden aus er hat dass sie nach wird bei einer um am sind noch wie einem über einen so zum war haben nur oder aber vor zur bis mehr durch",
    "it": "di e il la che in a per è un del una con non si da i dei le al alla della come sono più anche nel lo ha ma gli dal dalla delle ai nella o su questo hanno stato se essere sul degli è dell l c ed tra ad era",
}
_NEAR = {
    # Neighbours that share half their stop words with one of the six: a text near to them is left to the model.
    "ca": "el i a els les per amb és més s d l va però han ha als com seva seu aquest aquesta dels també són sobre fins pel pels sense fa quan molt tot on perquè després",
    "gl": "de a o que e do da en un para é con non unha os no se na por máis as dos como mais foi ao das á súa seu ou ser cando moi xa está tamén pola polo ata isto entre despois son foron",
    "nl": "de het een van en in is dat op te zijn met voor niet aan er om ook als dan maar bij uit naar door over ze hij wordt worden heeft hebben was werd nog zich deze die tot meer",
    "ro": "de și în a la cu pe că nu din o un este mai care pentru fi ca au ce prin sunt după o al ai sau fost dar s lui ei",
    "da": "og i at det er en til på som med for af den de ikke der har et han var om men fra sig vi kan skal ud eller blev efter også",
    "sv": "och i att det är en på som för med av den till har de inte om ett han var men från sig vi kan ska ut eller blev efter också",
    "af": "die van en in is wat het vir nie dat te met op aan was sy om hy ook na word deur as hulle by kan ons maar sal",
    "cy": "y yn a i o ar yr ei am gan mae wedi ac fod bod oedd",
    "ht": "yo nan ki ak pou li se te la pa sou nou gen yon",
}


def language(title: str, text: str, hints: Sequence[str | None] = ()) -> tuple[str | None, str]:
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
    counts = dict.fromkeys((*_STOP, *_NEAR), 0.0)
    shares = _shares()
    for word in words:
        for code, share in shares.get(word, ()):
            counts[code] += share
    (code, best), (_, second) = sorted(counts.items(), key=lambda pair: -pair[1])[:2]
    return code if code in COMMON and best >= 0.1 * len(words) and best >= 2 * second else None


@lru_cache(maxsize=1)
def _shares() -> dict[str, list[tuple[str, float]]]:
    """Stop word -> its languages, each with the word's share."""
    homes: dict[str, list[str]] = {}
    for code, words in (_STOP | _NEAR).items():
        for word in set(words.split()):
            homes.setdefault(word, []).append(code)
    return {word: [(code, 1 / len(codes)) for code in codes] for word, codes in homes.items()}


@lru_cache(maxsize=1)
def _model() -> Any:
    from py3langid import langid

    return langid.LanguageIdentifier.from_model_file(langid.MODEL_FILE)


def _classify(sample: str) -> str:
    code, _ = _model().classify(sample)
    return str(code)
