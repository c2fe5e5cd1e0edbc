"""Lines that only send the reader elsewhere: `Seguir leyendo:`, `Lea también: ...`, and the links that follow them."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from pipelines.blocks import bare

_LONGEST = 220
"""A longer line is a paragraph."""
_WORDS = r"""
    (?:segu[ií]r?|sigue|siga)\sleyendo|le(?:[ae]|er|é)\s(?:también|además|más)|ver\s(?:también|más)|mir[aáe]\stambién
    |(?:te|le)\s(?:puede|podría)\sinteresar|te\srecomendamos|no\ste\spierdas|más\s(?:noticias|información|sobre\seste\stema)
    |(?:notas?|noticias?|artículos?|temas?|contenidos?)\srelacionad[oa]s?|relacionad[oa]s?
    |leia\s(?:também|mais|ainda)|veja\s(?:também|mais)|saiba\smais|mais\snotícias|(?:notícias?|matérias?)\srelacionadas?
    |(?:à\s)?lire\s(?:aussi|également|la\ssuite)|à\slire|(?:voir|sur)\s(?:aussi|le\smême\ssujet)|pour\saller\splus\sloin|articles?\sliés
    |lesen\ssie\s(?:auch|mehr|weiter)(?:\szum\sthema)?|mehr\s(?:zum\sthema|dazu|lesen)|zum\sthema|weiterlesen|siehe\sauch|auch\sinteressant
    |leggi\s(?:anche|di\spiù)|continua\sa\sleggere|potrebbe\sinteressarti|lees\s(?:ook|meer|verder)
    |(?:click\shere\sto\s)?read\s(?:more|also|next)|also\sread|see\salso|more\son\sthis(?:\sstory)?|you\smay\salso\slike|don['’]t\smiss
    |related(?:\s(?:stor(?:y|ies)|articles?|content|news|links?))?|recommended(?:\sfor\syou)?|(?:keep|continue)\sreading
    |advertisement|publicidad|publicidade|publicité|anzeige|werbung|pubblicità
    """
_ALONE = re.compile(
    rf"[\W_]*(?:{_WORDS}|(?:subscribe|suscr[ií]b(?:ete|ase)|assine|abonnez-vous|jetzt\sabonnieren|sign\sup\s(?:for|to))"
    r"\b[^.!?]{0,80})[\W_]*",
    re.IGNORECASE | re.VERBOSE,
)
_LEADING = re.compile(rf"[\W_]*(?:{_WORDS})\s*[:：|»→>]\s*(?P<rest>.{{2,200}})", re.IGNORECASE | re.VERBOSE)
_SENTENCE = re.compile(r"(?<!\.)\.[\"'”»’)\]]*$")

Linked = Callable[[], set[str]]
"""The texts of a page's links, as pipelines.blocks.bare makes them; asked for only where a prompt is met."""


def without_prompts(text: str, linked: Linked = set) -> str:
    """The text without prompts, their headlines, and the lines after a prompt that are nothing but links.

    A prompt with words behind it goes where these are a link or no sentence: headlines have no full stop.
    """
    links = cache(linked)
    kept: list[str] = []
    follows = False
    for line in text.split("\n"):
        follows = _is_prompt(line, links) or (follows and bare(line) in links())
        if not follows:
            kept.append(line)
    return "\n".join(kept)


def is_prompt_alone(line: str) -> bool:
    """Whether a line says nothing but `Read more` or the like."""
    return len(line) <= _LONGEST and _ALONE.fullmatch(line) is not None


def _is_prompt(line: str, links: Linked) -> bool:
    if is_prompt_alone(line):
        return True
    found = _LEADING.fullmatch(line) if len(line) <= _LONGEST else None
    return found is not None and (not _SENTENCE.search(line) or bare(found["rest"]) in links() or bare(line) in links())
