"""Data: how outlets say that a text was corrected, and what their pages print between paragraphs that nobody wrote.

Each entry is a regular expression over one line, without regard to case. New languages are new rows.
"""

from __future__ import annotations

import re

CORRECTIONS: dict[str, tuple[str, ...]] = {
    "es": (
        r"\W*(?:fe de (?:erratas?|errores)|erratas?|correcci[oó]n|rectificaci[oó]n|aclaraci[oó]n)\W*[:.–—-]",
        r"\W*nota (?:de la redacci[oó]n|del editor|de redacci[oó]n|aclaratoria)\b",
        r"\b(?:una|la) versi[oó]n (?:anterior|previa|inicial|original) de (?:este|esta|la|el)\b",
        r"\b(?:en|de) una (?:primera )?versi[oó]n (?:anterior|previa|inicial)\b",
        (
            r"\best[ea] (?:art[ií]culo|nota|noticia|texto|informaci[oó]n|publicaci[oó]n) (?:ha sido|fue|se ha)"
            r" (?:corregid|rectificad|modificad|enmendad|actualizad[oa] para corregir)"
        ),
        r"\bcorrige (?:en|el|la|los|las|dato|t[ií]tulo|p[aá]rrafo)\b",
    ),
    "en": (
        r"\W*(?:corrections?|clarifications?|erratum|errata)\W*(?:[:.–—-]|\()",
        r"\W*(?:editor['’]?s|editors['’]?) note\b",
        r"\ban? (?:earlier|previous|prior|original) version of (?:this|the|our)\b",
        (
            r"\bthis (?:article|story|report|post|piece|page|headline)(?: \w+)? (?:has been|was|is being)"
            r" (?:corrected|amended|clarified|revised|(?:updated|changed|edited) to (?:correct|clarify|remove|reflect))"
        ),
        r"\b(?:corrects|corrected) (?:the |to |in |spelling|paragraph|headline|date)",
        r"\bwe (?:regret|apologi[sz]e for) the error\b",
    ),
    "pt": (
        r"\W*(?:corre[cç][aã]o|erramos|errata|retifica[cç][aã]o|esclarecimento)\W*[:.–—-]",
        r"\W*nota d[ao] (?:reda[cç][aã]o|editor)\b",
        r"\b(?:uma|a) vers[aã]o (?:anterior|pr[eé]via|inicial|original) (?:deste|desta|do|da)\b",
        r"\best[ea] (?:texto|reportagem|mat[eé]ria|artigo|not[ií]cia|conte[uú]do) foi (?:corrigid|retificad|alterad)",
        r"\bdiferentemente do (?:que )?(?:foi )?(?:informado|publicado|noticiado)",
        r"\b(?:ao contr[aá]rio|diferente) do que (?:foi )?(?:informad|publicad|noticiad|diz)",
    ),
    "fr": (
        r"\W*(?:correction|rectificatif|erratum|pr[eé]cision)\W*[:.–—-]",
        r"\bune (?:premi[eè]re )?version (?:pr[eé]c[eé]dente|ant[eé]rieure|initiale) de cet\b",
        r"\bcet article a [eé]t[eé] (?:corrig[eé]|modifi[eé]|rectifi[eé])",
    ),
    "de": (
        r"\W*(?:korrektur(?:hinweis)?|berichtigung|richtigstellung|anmerkung der redaktion)\W*[:.–—-]",
        r"\bin einer (?:fr[uü]heren|vorigen|ersten) (?:version|fassung)\b",
    ),
    "it": (
        r"\W*(?:correzione|rettifica|errata corrige|precisazione)\W*[:.–—-]",
        r"\buna versione precedente di quest",
    ),
}
"""Language -> what a note of correction says."""

PASSING: tuple[str, ...] = (
    # when the page was brought up to date
    (
        r"\W*(?:[uú]ltima )?(?:actualizad[oa]|actualizaci[oó]n|atualizad[oa]|atualiza[cç][aã]o|publicad[oa]"
        r"|(?:last )?updated|published|mis [aà] jour|publi[eé]|aktualisiert|aggiornato)\b[^.!?]{0,40}\d[^.!?]{0,30}\W*"
    ),
    r"(?:hace|h[aá]|il y a|vor)\s+\d+\s+\w+\W*",
    r"\d+\s+(?:minutes?|mins?|hours?|hrs?|days?)\s+ago\W*",
    # how often it was read
    (
        r"\W*\d[\d.,]*\s*(?:k|mil)?\s*(?:comentarios?|comments?|compartidos?|shares?|lecturas?|visualizaciones|views?"
        r"|reads?|me gusta|likes?|coment[aá]rios?|visualiza[cç][oõ]es|commentaires?|kommentare?)\W*"
    ),
    r"\W*(?:tiempo de lectura\W*)?\d+\s*(?:min(?:utos?|utes?)?)\.?\s*(?:de lectura|read|de leitura|de lecture)?\W*",
    # what else to read
    r"\W*(?:lea|lee|le[eé]|ver|vea|mir[aá]|mire) (?:tambi[eé]n|m[aá]s|adem[aá]s)\b.*",
    r"\W*(?:tambi[eé]n )?(?:te|le|les) (?:puede|podr[ií]a) interesar\b.*",
    r"\W*(?:segu[ií]|sigue|siga) leyendo\b.*",
    r"\W*(?:read|see) (?:more|also|next)\b\W*.*",
    r"\W*(?:related|recommended|more on this(?: story)?)\s*:.*",
    r"\W*(?:leia|veja|saiba) (?:tamb[eé]m|mais)\b.*",
    r"\W*([aà]|) ?(?:lire|voir) (?:aussi|[eé]galement)\b.*",
    r"\W*(?:lesen|sehen) sie auch\b.*",
    r"\W*leggi anche\b.*",
)
"""Lines that change from visit to visit and are no part of what an outlet says. They must match a whole line."""

NUMBERS: dict[str, dict[str, int]] = {
    "es": {
        "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5, "seis": 6, "siete": 7, "ocho": 8, "nueve": 9, "diez": 10,
        "once": 11, "doce": 12, "trece": 13, "catorce": 14, "quince": 15, "dieciseis": 16, "diecisiete": 17,
        "dieciocho": 18, "diecinueve": 19, "veinte": 20, "veintiuno": 21, "veintidos": 22, "veintitres": 23,
        "veinticuatro": 24, "veinticinco": 25, "treinta": 30, "cuarenta": 40, "cincuenta": 50, "sesenta": 60,
        "setenta": 70, "ochenta": 80, "noventa": 90, "cien": 100, "ciento": 100, "doscientos": 200,
        "trescientos": 300, "cuatrocientos": 400, "quinientos": 500, "seiscientos": 600, "mil": 1000,
        "millon": 10**6, "millones": 10**6,
    },
    "en": {
        "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
        "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17,
        "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60,
        "seventy": 70, "eighty": 80, "ninety": 90, "hundred": 100, "thousand": 1000, "million": 10**6,
        "billion": 10**9,
    },
    "pt": {
        "dois": 2, "duas": 2, "quatro": 4, "sete": 7, "oito": 8, "dez": 10, "onze": 11, "doze": 12, "treze": 13,
        "quatorze": 14, "quinze": 15, "dezesseis": 16, "dezessete": 17, "dezoito": 18, "dezenove": 19, "vinte": 20,
        "trinta": 30, "quarenta": 40, "cinquenta": 50, "sessenta": 60, "oitenta": 80, "cem": 100, "cento": 100,
        "milhao": 10**6, "milhoes": 10**6, "bilhao": 10**9, "bilhoes": 10**9,
    },
}  # fmt: skip
"""Language -> numbers in words, without accents. One is left out: it is an article as well."""

_IS_PASSING = re.compile("|".join(f"(?:{rule})" for rule in PASSING), re.IGNORECASE)
IN_WORDS: dict[str, int] = {word: value for words in NUMBERS.values() for word, value in words.items()}
"""Number word of any language -> its value."""


def is_correction(line: str) -> bool:
    """Whether a line tells readers that the text was corrected."""
    return bool(_OPENING.match(line) or _WITHIN.search(line))


def _rules(*, at_start: bool) -> re.Pattern[str]:
    """Rules that begin with `\\W*` name what stands at the beginning of a line."""
    rules = [rule for rules in CORRECTIONS.values() for rule in rules if rule.startswith(r"\W*") == at_start]
    return re.compile("|".join(f"(?:{rule})" for rule in rules), re.IGNORECASE)


_OPENING, _WITHIN = _rules(at_start=True), _rules(at_start=False)


def is_passing(line: str) -> bool:
    """Whether a line is none of the article's: the time of an update, a counter, a recommendation."""
    return len(line) <= 200 and bool(_IS_PASSING.fullmatch(line))
