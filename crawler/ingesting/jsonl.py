"""Rows of JSON Lines: pages ({url, html}), texts ({url, text}), and lines that another presswatch stored."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, Any

from crawler.ingesting.lines import article_of_line, is_line
from crawler.ingesting.rows import MAX_PAGE, BadRow, Row, TextRow, Times, Unusable, address, moment_of
from crawler.ingesting.saved import saved_page
from pipelines.article import Article, Link
from pipelines.dates import plausible
from pipelines.stored_lines import BadLine, object_of
from pipelines.text import squeeze, tidy


def read_jsonl(stream: IO[bytes], name: str, times: Times) -> Iterator[Row]:
    """A row for each line that is not blank, in order; one that cannot be used says why, and the rest is read on."""
    number = 0
    while line := stream.readline(MAX_PAGE + 1):
        number += 1
        where = f"{name}:{number}"
        if len(line) > MAX_PAGE:
            _skip_line(stream, line)
            yield Unusable(where=where, url="", why=f"longer than {MAX_PAGE >> 20} MB")
        elif line.strip(b"\xef\xbb\xbf \t\r\n"):
            yield _row(line.removeprefix(b"\xef\xbb\xbf"), where, times)


def _skip_line(stream: IO[bytes], line: bytes) -> None:
    while line and not line.endswith(b"\n"):
        line = stream.readline(1 << 16)


def _row(line: bytes, where: str, times: Times) -> Row:
    url = ""
    try:
        fields = _object(line)
        url = str(fields.get("url", ""))[:300]
        if is_line(fields):
            return TextRow(where=where, article=article_of_line(fields, times))
        return _page(fields, where, times) if fields.get("html") else _text(fields, where, times)
    except BadRow as error:
        return Unusable(where=where, url=url, why=str(error))


def _object(line: bytes) -> dict[str, Any]:
    """The object of a line; the reader itself bounds how deep it may be nested."""
    try:
        return object_of(line)
    except BadLine as error:
        raise BadRow(str(error)) from error


def _page(fields: dict[str, Any], where: str, times: Times) -> Row:
    html = _words(fields, "html")
    published = moment_of(fields.get("published"), "published")
    link = Link(
        url=address(fields.get("url")),
        title=squeeze(_words(fields, "title")) or None,
        published=published.text if published else None,
        published_raw=str(fields["published"]) if published else None,
    )
    return saved_page(where, html.encode("utf-8", "replace"), link, times.clocks(fields.get("fetched")))


def _text(fields: dict[str, Any], where: str, times: Times) -> Row:
    text = tidy(_words(fields, "text"))
    if not text:
        raise BadRow("it has neither html nor text")
    fetched = times.fetched_at(fields.get("fetched"))
    article = Article(
        url=address(fields.get("url")),
        source=_words(fields, "source"),
        title=squeeze(_words(fields, "title")) or None,
        text=text,
        first_seen=times.seen,
        fetched=fetched,
        provenance={"text": "row"},
        extractor="row",
    )
    _date(article, fields)
    return TextRow(where=where, article=article)


def _date(article: Article, fields: dict[str, Any]) -> None:
    published = moment_of(fields.get("published"), "published")
    if published and plausible(published, article.fetched):
        article.published, article.published_precision = published.text, published.precision
        article.published_raw = str(fields["published"])
        article.provenance["published"] = "row"


def _words(fields: dict[str, Any], key: str) -> str:
    value = fields.get(key)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise BadRow(f"{key} is no text")
    return value
