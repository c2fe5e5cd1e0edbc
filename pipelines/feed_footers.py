"""The line that blog software puts below the items of a feed: `The post HEADLINE appeared first on SITE.`

The phrases are those of WordPress in its translations (wp-includes and the plugins that add it to feeds).
"""

from __future__ import annotations

import re

_PHRASES = (
    (r"the\spost", r"(?:first\sappeared|appeared\sfirst)\son"),
    (r"la\sentrada", r"(?:se\spublic[oó]|apareci[oó]|aparece)\s(?:primero|por\sprimera\svez)\sen"),
    (r"el\scargo", r"apareci[oó]\sprimero\sen"),
    (
        r"[oa]\s(?:post|artigo|conte[uú]do|mat[eé]ria|publica[cç][aã]o)",
        r"(?:apareceu|aparece|foi\spublicad[oa])\sprimeiro\s(?:em|n[oa])"),
    (r"(?:cet\sarticle|l['’]article)", r"est\sapparu\sen\spremier\ssur"),
    (r"der\sbeitrag", r"ers(?:chien|cheint)\szuerst\sauf"),
    (r"l['’]articolo", r"(?:proviene\sda|sembra\sessere\sil\sprimo\ssu|è\sapparso\sper\sprimo\ssu)"),
    (r"het\sbericht", r"verscheen\seerst\sop"),
    (r"l['’]entrada", r"ha\saparegut\sprimer\sa"),
)  # fmt: skip
_NAME = r"(?P<name>[^\n]{2,80}?)\s*\.?\s*"
_FOOTERS = tuple(
    re.compile(rf"(?P<before>(?:.*[\s.…\])])?){start}\s[^\n]{{1,250}}?\s{end}\s{_NAME}", re.IGNORECASE | re.DOTALL)
    for start, end in _PHRASES
)
_ENDS = re.compile("|".join(end for _, end in _PHRASES), re.IGNORECASE)
_FIRST = ("first", "prim", "premier", "erst", "proviene")
"""One of these stands in every such phrase: a cheap look at texts that are none."""


def footer_name(text: str) -> str | None:
    """Who a feed's footer at the end of a text names as its first place; None where there is no footer."""
    found = _footer(text)
    return found["name"].strip(" \"'“”«»") if found else None


def without_footer(text: str) -> str:
    """The text of a feed's item without the footer at its end."""
    found = _footer(text)
    return found["before"].rstrip() if found else text


def is_footer(line: str) -> bool:
    """Whether a line is such a footer and nothing else."""
    return bool(line) and not without_footer(line)


def _footer(text: str) -> re.Match[str] | None:
    """The footer and what stands before it; the phrase that begins last counts, for the text may hold it too."""
    tail = text[-400:].lower()
    if not any(word in tail for word in _FIRST) or not _ENDS.search(text, max(0, len(text) - 400)):
        return None
    return next((found for pattern in _FOOTERS if (found := pattern.fullmatch(text))), None)
