"""Credit lines: paragraphs that say nothing but where a text comes from. Pure: a line in, names and address out.

    Fuente: Agencia EFE                        Con información de EFE y AP          Mit Material von dpa
    Image and News Source: https://...         This article was originally published by The Example.

A paragraph that quotes ("an official told Reuters", "según EFE") is none, nor is a picture's or a chart's source.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from pipelines.feed_footers import footer_name, is_footer

MAX_LINE = 400
"""A longer paragraph is no credit line."""

_LABEL = re.compile(
    r"""(?:(?:image|photo)\s(?:and|&)\s)?(?:news\s)?sources?
    |fuentes?(?:\sde\s(?:la\snoticia|informaci[oó]n))?(?:\s(?:y|e)\s(?:de\sla\s)?(?:foto|imagen))?
    |fontes?|fonti|quellen?|v[ií]a
    |(?:artículo|nota|noticia|texto)\soriginal|original\s(?:article|story|source)|artigo\soriginal
    |article\soriginal|originalartikel|articolo\soriginale
    |(?:publicado|publicada)\soriginalmente|originally\spublished|originally\sappeared""",
    re.IGNORECASE | re.VERBOSE,
)
"""Before a colon. Whoever follows is credited, known or not."""
_KNOWN_ONLY = re.compile(
    r"""con\sinformaci[oó]n(?:es)?\s(?:de\sla\sagencia|de\slas\sagencias|de|del)|informaci[oó]n\sde|com\sinforma[cç][oõ]es\sd[aeo]s?
    |com\s(?:a\s)?agências?|con\sagencias?|reportagem\sd[aeo]|with\s(?:additional\s)?reporting\s(?:by|from)|with\sfiles\sfrom
    |additional\sreporting\sby|reporting\sby|avec(?:\sl['’])?|d['’]après(?:\sl['’])?|mit\s(?:agentur)?material\s(?:von|der|des)|mit\s(?=\S+-material)
    |con\sinformazioni\sd[ai]|text[oe]|via|v[ií]a|com""",
    re.IGNORECASE | re.VERBOSE,
)
"""Without a colon these begin ordinary sentences too: only agencies and outlets we know are believed."""
_PART = re.compile(
    r"(?:con|com)\s(?:a\s)?ag[eê]nci|with\s|additional\sreporting|reporting\sby|.{2,160}\scontributed\b", re.IGNORECASE
)
"""Say that others helped: the text is not theirs, signed or not."""
_WHOLE = re.compile(r"text[oe]?\b|v[ií]a\b", re.IGNORECASE)
"""Among the words above, those that credit the whole text."""
_PUBLISHED = re.compile(
    r"""(?:(?:this|the)\s(?:article|story|report|post|piece|column|content)\s(?:was\s|is\s|has\sbeen\s)?)?(?:originally|first)\s
        (?:published|appeared|posted|produced|written)\s(?:in\s(?:English|Spanish|Portuguese|French|German|Italian)\s)?(?:by|on|in|at|for)
    |this\sreport\sby(?=\s.{3,60}\swas\sfirst\spublished)
    |(?:republished|reproduced|translated)\sfrom|reprinted\s(?:with\spermission\s)?(?:from|of)|courtesy\sof
    |(?:(?:este|esta|el|la)\s(?:artículo|nota|texto|noticia|informaci[oó]n|columna|contenido)\s)?(?:se\s|fue\s|ha\ssido\s)?publi(?:cad[oa]|c[oó])\s
        (?:originalmente|por\sprimera\svez|originariamente)\s(?:en|por)
    |tomado\sde|reproducido\sde|traducido\sde|traduzido\sd[eo]
    |(?:(?:este|esta|o|a)\s)?(?:texto|artigo|matéria|reportagem)?\s?(?:foi\s)?(?:originalmente\s)?publicad[oa]\s(?:originalmente\s)?(?:em|no|na|por|pelo|pela)
    |(?:cet\sarticle\sa\sété\s)?publié\s(?:initialement|à\sl['’]origine|pour\sla\spremière\sfois)\s(?:par|sur|dans)|traduit\sde
    |(?:dieser\s(?:artikel|text|beitrag)\s(?:ist\s)?)?(?:zuerst\serschienen|erschien\szuerst|zuerst\sveröffentlicht)\s(?:in|bei|auf|im)|übersetzt\saus
    |(?:questo\sarticolo\sè\sstato\s)?pubblicato\s(?:originalmente|originariamente|per\sla\sprima\svolta)\s(?:su|da|in)|tratto\sda|traduzione\sd[ai]""",
    re.IGNORECASE | re.VERBOSE,
)
"""Say that the text stood elsewhere first. Whoever follows is credited, known or not."""
_CONTRIBUTED = re.compile(
    r"(?P<name>.{2,80}?)(?:\s(?:writers?|reporters?|journalists?|correspondents?)\s.{2,80}?)?\s(?:also\s)?contributed"
    r"(?:\sto\sthis\s(?:report|story|article))?\.?",
    re.IGNORECASE,
)
_POINTER = re.compile(
    r"(?:read|see|lea|leer|le[ae]|ver|leia|lire|leggi|zum)\s(?:the\s|el\s|la\s|o\s|a\s|l['’]|den\s|il\s)?"
    r"(?:original\w*|(?:artículo|nota|texto|artigo|article|articolo)\soriginal\w*)(?:\s(?:article|story|post|here|aquí))*\W*",
    re.IGNORECASE,
)
"""Names nobody: what it leads to is in its link."""
_URL = re.compile(r"(?:https?://|www\.)[^\s<>\"'”“)\]]+", re.IGNORECASE)
_SPLIT = re.compile(r"\s*(?:[,;/|]|\s[yeE&]\s|\sand\s|\set\s|\sund\s)\s*")
_WORD = r"[A-ZÀ-ÞА-Я0-9][\w’'&-]*(?:\.[\w’'&-]+)*"
_NAME = re.compile(
    rf"(?:{_WORD}|[\w-]+\.[a-z]{{2,6}})"
    rf"(?:\s(?:(?:of|to|de|del|da|do|dos|das|la|las|los|el|the|le|les|du|des|der|di|y|and|für|in)\s)*{_WORD}){{0,6}}"
)
_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)*\.[a-z]{2,6}")
_DATE_START = re.compile(
    r"(?:on\s|el\s|le\s|am\s|em\s)?(?:\d|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|ene|abr|ago|dic|mon|tue|wed|thu|fri|sat|sun)\w*\.?\s\d)",
    re.IGNORECASE,
)
_DATA = re.compile(
    r"propi[ao]|own\s|eigene|elabora|élabor|berechnung|darstellung|company|data\b|datos|dados|datei|daten|dati\b|statisti|estad[ií]sti|estat[ií]sti|"
    r"census|censo|minist|bureau|bundesamt|banco\b|bank|universi|eurostat|indec\b|inegi\b|ibge\b|insee\b|istat\b|\bine\b|\bdane\b|institut|encuesta|"
    r"survey|factset|refinitiv|google|getty|shutterstock|istock|unsplash|pixabay|wikimedia|wikipedia|imagen|captura|screenshot|facebook|twitter|instagram|youtube|tiktok|telegram|whatsapp|cercan|anonym|anónim",
    re.IGNORECASE,
)
"""Words of chart and picture sources, and of people who are quoted."""
_OPENERS = ' \t([*_•·«"“—–-'
_CLOSERS = ' \t)]*_»"”.:;—–-'

_FIRST_WORDS = frozenset(
    word
    for line in (
        "image photo news source sources fuente fuentes fonte fontes fonti quelle quellen via vía artículo",
        "articulo nota noticia texto text texte original artigo article originalartikel articolo publicado",
        "publicada originally con com información informacion reportagem with additional reporting avec d'après",
        "d’après mit this the first republished reproduced translated reprinted courtesy este esta el la se fue",
        "ha publicó tomado reproducido traducido traduzido o a matéria foi cet publié traduit dieser zuerst",
        "erschien übersetzt questo pubblicato tratto traduzione l'article l’article der l'articolo l’articolo",
        "read see lea leer lee ver leia lire leggi zum",
    )
    for word in line.split()
)
_FIRST_WORD = re.compile(r"[\w'’]+")

Share = Literal["whole", "unsigned", "part"]
"""See share()."""
Known = Callable[[str], str | None]
"""A shown name for an agency or outlet we know; None for any other text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditLine:
    """What a credit line says."""

    names: tuple[str, ...]
    """Who is credited, as written; empty where only an address or a link is given."""
    url: str | None
    """The address in its words; None where it has none."""


def may_be_credit(line: str) -> bool:
    """Whether a line is worth parsing: a look at its length and first word, for pages with hundreds of lines."""
    if not 2 < len(line) <= MAX_LINE:
        return False
    word = _FIRST_WORD.search(line)
    return (word is not None and word[0].casefold() in _FIRST_WORDS) or "contributed" in line


def may_hold_credit(text: str) -> bool:
    """Whether a text may be a credit line once it is squeezed: a cheaper look, which most paragraphs fail."""
    word = _FIRST_WORD.search(text)
    if word is None:
        return False
    whole = text[word.end() : word.end() + 1].isascii()  # else an accent may follow that squeezing joins to the word
    return not whole or word[0].casefold() in _FIRST_WORDS or "contributed" in text


def share(line: str) -> Share:
    """How much of a text a credit line gives to whom it names: `With reporting by` a part, `Con información de` the
    whole where nobody else signs the text, `Fuente:` the whole."""
    line = line.strip(_OPENERS)
    if _PART.match(line):
        return "part"
    return "unsigned" if _KNOWN_ONLY.match(line) and not _WHOLE.match(line) else "whole"


def parse_line(line: str, known: Known) -> CreditLine | None:
    """A paragraph as a credit line; None where it is anything else."""
    line = line.strip(_OPENERS)
    if not line or len(line) > MAX_LINE:
        return None
    if _POINTER.fullmatch(line):
        return CreditLine(names=(), url=None)
    if (site := footer_name(line)) and is_footer(line):
        return CreditLine(names=(site.strip(_CLOSERS),), url=None)
    if found := _CONTRIBUTED.fullmatch(line):
        names = _known_names(found["name"], known)
        return CreditLine(names=names, url=None) if names else None
    return _labelled(line, known) or _published(line, known) or _known_only(line, known)


def _labelled(line: str, known: Known) -> CreditLine | None:
    label = _LABEL.match(line)
    rest = line[label.end() :].lstrip() if label else ""
    if not rest.startswith((":", "：")):
        return None
    rest = rest[1:].partition("|")[0]
    url = _URL.search(rest)
    words = (rest[: url.start()] + rest[url.end() :] if url else rest).strip(_OPENERS + _CLOSERS)
    names = _known_names(words, known) or _unknown_names(words)
    if names is None or not (names or url):
        return None
    return CreditLine(names=names, url=_trimmed(url))


def _published(line: str, known: Known) -> CreditLine | None:
    phrase = _PUBLISHED.match(line)
    if not phrase:
        return None
    rest = line[phrase.end() :].strip(_OPENERS + ":")
    url = _URL.search(rest)
    if not rest or _DATE_START.match(rest):
        return None
    name = _NAME.match(rest)
    if url and url.start() == 0:
        return CreditLine(names=(), url=_trimmed(url))
    if not name or len(name[0]) < 2 or len(rest) - name.end() > 200 or _DATA.search(name[0]):
        return None
    return CreditLine(names=_known_names(name[0], known) or (name[0].strip(_CLOSERS),), url=_trimmed(url))


def _known_only(line: str, known: Known) -> CreditLine | None:
    phrase = _KNOWN_ONLY.match(line)
    if not phrase or len(line) > 120:
        return None
    names = _known_names(line[phrase.end() :].removeprefix(":"), known)
    return CreditLine(names=names, url=None) if names else None


def _known_names(words: str, known: Known) -> tuple[str, ...]:
    """The names in a list of nothing but known names; () where one of them is not known."""
    words = re.sub(r"-Material\b", "", words.strip(_OPENERS + _CLOSERS))
    if known(words):
        return (words,)
    parts = [part.strip(_OPENERS + _CLOSERS) for part in _SPLIT.split(words)]
    return tuple(parts) if parts and all(part and known(part) for part in parts) else ()


def _unknown_names(words: str) -> tuple[str, ...] | None:
    """A name nobody knows, () for no words at all, None for what is no name (a bare host is a picture's source)."""
    if not words:
        return ()
    if len(words) > 80 or _HOST.fullmatch(words) or _DATE_START.match(words) or _DATA.search(words):
        return None
    return (words,) if _NAME.fullmatch(words) else None


def _trimmed(url: re.Match[str] | None) -> str | None:
    if not url:
        return None
    address = url[0].rstrip(".,;:!?…")
    return address if address.lower().startswith("http") else f"https://{address}"
