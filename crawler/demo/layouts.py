"""Renders pages, feeds and sitemaps by the Jinja templates in newsroom/layouts."""

from __future__ import annotations

import email.utils
import json
import re
from datetime import UTC, datetime, timedelta

import jinja2
from markupsafe import Markup, escape

from crawler.demo.pieces import Piece, slug
from crawler.demo.sites import NEWSROOM

_MONTHS = (
    "enero", "febrero", "marzo", "abril", "mayo", "junio",
    "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre",
)  # fmt: skip
_LINK = re.compile(r"\[([^\]]+)\]\(([^)\s]+)\)")


def environment() -> jinja2.Environment:
    """The templates, with the ways of writing dates and links that news sites have."""
    loader = jinja2.FileSystemLoader(NEWSROOM / "layouts")
    env = jinja2.Environment(
        loader=loader, autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    env.filters |= {
        "zulu": zulu, "iso": datetime.isoformat, "rfc822": email.utils.format_datetime, "slug": slug,
        "spanish": spanish_day, "offset": offset, "inline": inline, "json": to_json, "xml": xml_page,
    }  # fmt: skip
    return env


def zulu(moment: datetime) -> str:
    """`2024-07-25T07:30:00.000Z`, as Arc writes."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.000Z"


def offset(moment: datetime, hours: int) -> str:
    """The moment with a numeric offset: `2024-07-25T09:30:00+02:00`."""
    local = moment.astimezone(UTC) + timedelta(hours=hours)
    return f"{local:%Y-%m-%dT%H:%M:%S}{hours:+03d}:00"


def spanish_day(moment: datetime) -> str:
    """`25 de julio de 2024`."""
    return f"{moment.day} de {_MONTHS[moment.month - 1]} de {moment.year}"


def inline(text: str) -> Markup:
    """A paragraph as HTML: escaped, and `[words](address)` made a link."""
    return Markup(_LINK.sub(r'<a href="\2">\1</a>', str(escape(text))))  # noqa: S704 - escaped first; brackets survive


def to_json(value: object) -> Markup:
    """A value as JSON for a script element or a JSON feed; `<` is coded, so that no text can end the script."""
    return Markup(json.dumps(value, ensure_ascii=False).replace("<", "\\u003c"))  # noqa: S704 - `<` is coded above


def xml_page(piece: Piece) -> str:
    """The whole article as the HTML a feed carries."""
    lead = f"{piece.dateline} " if piece.dateline else ""
    blocks = [lead + piece.paragraphs[0], *piece.paragraphs[1:]] if piece.paragraphs else []
    html = [f"<h3>{inline(b[3:])}</h3>" if b.startswith("## ") else f"<p>{inline(b)}</p>" for b in blocks]
    return "\n".join([*html, f"<p><i>{escape(piece.credit)}</i></p>"] if piece.credit else html)
