"""From bytes to a tree: content coding, what sort of file it is, its character set, one parse."""

from __future__ import annotations

import re
from contextlib import suppress

from charset_normalizer import from_bytes
from lxml import etree
from lxml.html import HtmlElement, document_fromstring
from w3lib.encoding import html_body_declared_encoding, http_content_type_encoding, read_bom

from pipelines.article import Page, Rejected
from pipelines.charsets import charset, is_wide
from pipelines.draft import Draft, Knowledge
from pipelines.encoding import GZIP_MAGIC, BadEncoding, TooLarge, decode_body
from pipelines.pruning import prune
from pipelines.reasons import Reason

_MAGIC = (
    b"%PDF-",
    b"PK\x03\x04",
    b"\x89PNG",
    b"GIF8",
    b"\xff\xd8\xff",
    b"RIFF",
    b"\x00\x00\x00",
    b"ID3",
    b"OggS",
    b"Rar!",
)
_OTHER_TYPE = re.compile(
    r"(image|video|audio|font)/|application/(pdf|zip|json|.*\+json|rss|atom|epub|msword|vnd\.)", re.IGNORECASE
)
_OTHER_XML = re.compile(
    rb"\s*(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)*<(rss|feed|urlset|sitemapindex|rdf:RDF|svg)[\s>]", re.DOTALL
)
_CONTROL = bytes(c for c in range(32) if c not in b"\t\n\r\x0c") + b"\x7f"
_BLANK = bytes.maketrans(b"\x0c", b" ")
_CLOSED = re.compile(rb"</(html|body)\s*>", re.IGNORECASE)
_OPENED = re.compile(rb"<(html|body)[\s>]", re.IGNORECASE)
_TERMINAL = re.compile(rb"\x1b\[[0-9;?]*[A-Za-z]")
_REFERENCE = re.compile(
    rb"&#(?:0*(?:[0-8]|1[124-9]|2\d|3[01]|127|6553[45])|x0*(?:[0-8bcef]|1[0-9a-f]|7f|fff[ef]))(?:;|(?![0-9a-f]))",
    re.IGNORECASE,
)
"""Character references to what XML cannot hold: libxml2 resolves them, and every later step would choke on them."""
_LANGUAGE = re.compile(rb"<html[^>]{0,200}\slang=[\"']?([a-z]{2})", re.IGNORECASE)
_LEGACY = {
    **dict.fromkeys(
        ("en", "es", "pt", "fr", "de", "it", "nl", "ca", "gl", "eu", "da", "sv", "no", "nb", "fi", "is"), "cp1252"
    ),
    **dict.fromkeys(("cs", "hu", "pl", "sk", "sl", "hr", "ro"), "cp1250"),
    **dict.fromkeys(("ru", "uk", "bg", "sr", "be", "mk"), "cp1251"),
    "el": "cp1253",
    "tr": "cp1254",
    "he": "cp1255",
    "ar": "cp1256",
    "ko": "cp949",
    "zh": "gb18030",
}
_OTHER_SCRIPTS = re.compile(r"Cyrillic|Greek|Arabic|Hebrew|Thai|CJK|Hangul|Hiragana|Katakana")
_UTF8_RUN = re.compile("[\u0080-\U0010ffff]")


def open_page(draft: Draft, knowledge: Knowledge) -> Rejected | None:
    """READ stage: fill in draft.tree, or say why the page cannot be opened."""
    body = _decoded(draft.page, knowledge.limits.page_bytes)
    if isinstance(body, Rejected):
        return body
    refused = _not_html(body, draft.page.headers.get("content-type", "")) or _cut(body)
    if refused:
        return refused
    language = draft.source.language if draft.source is not None else None
    draft.tree = parse(to_utf8(body, draft.page.headers.get("content-type"), language))
    if draft.tree is None:
        return Rejected(reason=Reason.EMPTY, detail="no element in the page")
    refused = _too_many(body, draft.tree, knowledge.limits.page_elements)
    if refused is None and (cut := prune(draft.tree)):
        draft.article.provenance["cut"] = cut
    return refused


def parse(html: bytes) -> HtmlElement | None:
    """The root element of a UTF-8 document; None where there is no element. Comments are dropped.

    All elements are of one class: lxml.html's own look-up runs Python code for each element that is touched.
    """
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=False)
    parser.set_element_class_lookup(etree.ElementDefaultClassLookup(element=HtmlElement))
    try:
        return document_fromstring(html, parser=parser)
    except etree.ParserError:
        return None


def to_utf8(body: bytes, content_type: str | None, language: str | None = None) -> bytes:
    """The page in UTF-8 without control characters.

    Text that is valid UTF-8 and not plain ASCII is UTF-8, whatever the labels say: chance makes no valid sequences.
    Otherwise byte order mark, header and meta element are tried in this order, then the legacy charset of the page's
    language (table of the HTML standard, 13.2.3.2), then detection. language: the source's, where the page names none.
    """
    bom, mark = read_bom(body)
    if bom is not None and mark is not None:
        return _clean(body[len(mark) :].decode(bom, "replace").encode("utf-8", "replace"))
    labels = _labels(body, content_type)
    if not any(label.startswith(("iso2022", "iso-2022", "utf-16", "hz")) for label in labels):
        try:
            body.decode("utf-8")
            return _clean(body)
        except UnicodeDecodeError:
            pass
    return _clean(_by_label(body, labels, language).encode("utf-8", "replace"))


def _labels(body: bytes, content_type: str | None) -> list[str]:
    """What the header and the page itself say, but for what cannot be."""
    found = (http_content_type_encoding(content_type), html_body_declared_encoding(body[:8192]))
    wide = b"\0" in body[:1024]
    return list(dict.fromkeys(label for label in found if label and (wide or not is_wide(label))))


def _by_label(body: bytes, labels: list[str], language: str | None) -> str:
    if "utf-8" in labels and (text := _mostly_utf8(body)):
        return text
    for label in labels:
        with suppress(UnicodeError):
            if name := charset(label):
                return body.decode(name)
    stated = _LANGUAGE.search(body[:2048])
    code = (stated[1].decode() if stated else language or "").lower()
    return body.decode(_LEGACY.get(code) or _detected(body), "replace")


def _detected(body: bytes) -> str:
    guess = from_bytes(body[:100_000]).best()
    if guess is None or not (guess.multi_byte_usage or _OTHER_SCRIPTS.search(" ".join(guess.alphabets))):
        return "cp1252"  # Latin letters: its guesses among their many charsets are no better than the commonest
    return guess.encoding


def _mostly_utf8(body: bytes) -> str | None:
    """The text as UTF-8 without its bad bytes, where they are few beside the good sequences; else None."""
    text = body.decode("utf-8", "ignore")
    good = len(_UTF8_RUN.findall(text))
    bad = len(body) - len(text.encode())
    return text if bad * 10 <= good else None


def _clean(html: bytes) -> bytes:
    html = _REFERENCE.sub(b"", _TERMINAL.sub(b"", html) if b"\x1b" in html else html)
    return html.translate(_BLANK, delete=_CONTROL)


def _decoded(page: Page, most: int) -> bytes | Rejected:
    try:
        body = decode_body(page.body, page.headers.get("content-encoding"), most)
        for _ in range(2):  # coded once more than the header says
            body = decode_body(body, "gzip", most) if body[:2] == GZIP_MAGIC else body
    except TooLarge as error:
        return Rejected(reason=Reason.TOO_LARGE, detail=str(error))
    except BadEncoding as error:
        return Rejected(reason=Reason.TRUNCATED, detail=str(error))
    return body if body.strip() else Rejected(reason=Reason.EMPTY, detail="no body")


def _not_html(body: bytes, content_type: str) -> Rejected | None:
    """Whether type or first bytes say that it is no HTML page (compare WHATWG MIME Sniffing)."""
    start = body[:1024]
    if start.lstrip().startswith(_MAGIC):
        return Rejected(reason=Reason.NOT_HTML, detail=f"begins with {start[:5]!r}")
    if _OTHER_XML.match(start):
        return Rejected(reason=Reason.NOT_HTML, detail="a feed, sitemap or drawing")
    if _OTHER_TYPE.match(content_type) and b"<html" not in start.lower():
        return Rejected(reason=Reason.NOT_HTML, detail=content_type)
    control = len(start) - len(start.translate(None, delete=_CONTROL))
    if control * 10 > len(start) and read_bom(body)[0] is None:
        return Rejected(reason=Reason.NOT_HTML, detail="binary data")
    return None


def _cut(body: bytes) -> Rejected | None:
    """A page that opens html or body, closes neither, and stops in the middle of words: the connection broke off."""
    if body.rstrip()[-1:] == b">" or _CLOSED.search(body, max(0, len(body) - 65_536)) or not _OPENED.search(body):
        return None
    return None if _CLOSED.search(body) else Rejected(reason=Reason.TRUNCATED, detail="ends in the middle of the page")


def _too_many(body: bytes, tree: HtmlElement, most: int) -> Rejected | None:
    if len(body) <= 2 * most or body.count(b"<") <= most:  # a tag needs its brackets: no need to count the elements
        return None
    count = sum(1 for _ in tree.iter())
    return Rejected(reason=Reason.TOO_LARGE, detail=f"{count} elements") if count > most else None
