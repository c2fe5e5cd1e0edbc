"""Lines that only send the reader elsewhere: `Seguir leyendo:`, `Lea también: ...`, and the links that follow them."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from pipelines.blocks import bare

_LONGEST = 220
"""A longer line is a paragraph."""
_HEADLINE = 20
"""Characters from which a link on a line of its own is a headline."""
_FEW = 6
"""Lines from which some may be a list of links."""
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
_LABELLED = re.compile(r"(?!\|)[\W_]*(?P<label>[^|:.!?]{2,40}?)\s*(?P<mark>[|:])\s*(?P<rest>.{20,200})")
"""A prompt of any wording before a link: `WATCH: ...`, `READ THIS | ...`."""
_PICTURE = re.compile(
    r"\W*(?:photo|foto|image|imagen|imagem|bild|picture|crédit photo|photo credit|fotocredit)s?\s?[:：©].{0,80}",
    re.IGNORECASE,
)
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


def without_link_lists(text: str, linked: Linked) -> str:
    """The text without runs of lines that are nothing but links: other articles, set between or below its paragraphs.

    Where they are more than a third of the lines, the page is a list, and is left for others to judge.
    """
    lines = text.split("\n")
    if len(lines) < _FEW:
        return text
    links = linked()
    is_link = [len(line) >= _HEADLINE and line[0] != "|" and bare(line) in links for line in lines]
    listed = [
        here and (before or after)
        for before, here, after in zip([False, *is_link[:-1]], is_link, [*is_link[1:], False], strict=True)
    ]
    if not any(listed) or 3 * sum(listed) > len(lines):
        return text
    return "\n".join(line for line, drop in zip(lines, listed, strict=True) if not drop)


def is_prompt_alone(line: str) -> bool:
    """Whether a line says nothing but `Read more` or the like."""
    return len(line) <= _LONGEST and _ALONE.fullmatch(line) is not None


def _is_prompt(line: str, links: Linked) -> bool:
    if is_prompt_alone(line) or _PICTURE.fullmatch(line):
        return True
    if len(line) > _LONGEST:
        return False
    if found := _LEADING.fullmatch(line):
        return not _SENTENCE.search(line) or bare(found["rest"]) in links() or bare(line) in links()
    found = _LABELLED.fullmatch(line)
    return found is not None and (found["mark"] == "|" or found["label"].isupper()) and bare(found["rest"]) in links()
