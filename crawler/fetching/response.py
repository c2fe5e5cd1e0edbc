"""An answer as it came over the wire."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from scrapy import Request
from scrapy.http import Headers, Response
from scrapy.utils.httpobj import urlparse_cached

_DEFAULT_PORT = {"http": 80, "https": 443}


class RawResponse(Response):
    """A response whose body is still content-coded, with its header as it was received.

    status_line: `HTTP/1.1 200 OK`. fields: header fields in original order and spelling, bytes read as Latin-1, those
    of the connection included (Transfer-Encoding is named though the chunks are gone from the body). `ip_address` and
    `protocol` are Scrapy's; `flags` holds 'partial' where only the end of the connection told the end of the body, and
    'cut' where the body was cut at download_maxsize on demand.
    """

    attributes = (*Response.attributes, "status_line", "fields")
    __slots__ = ("fields", "status_line")

    def __init__(
        self,
        url: str,
        *,
        status_line: str = "",
        fields: list[tuple[str, str]] | None = None,
        **kept: object,
    ) -> None:
        super().__init__(url, **kept)  # type: ignore[arg-type]  # Scrapy's own keywords, passed on by replace()
        self.status_line = status_line
        self.fields = fields or []

    @property
    def headers(self) -> Headers:
        """Scrapy's view of the fields, made when first asked for: most answers are read by `fields` alone."""
        if self._headers is None:
            self._headers = Headers()
            for name, value in self.fields:
                self._headers.appendlist(name, value.encode("latin-1"))
        return self._headers

    @headers.setter
    def headers(
        self, value: Mapping[str, Any] | Mapping[bytes, Any] | Iterable[tuple[str | bytes, Any]] | None
    ) -> None:
        self._headers = value if value is None or isinstance(value, Headers) else Headers(value)

    def field(self, name: str) -> str | None:
        """All values of a header, joined by ', '; None if it is absent."""
        values = [value for given, value in self.fields if given.lower() == name.lower()]
        return ", ".join(values) if values else None

    def header_map(self) -> dict[str, str]:
        """Headers as pipelines.article.Page has them: names in small letters, several values joined by ', '."""
        joined: dict[str, str] = {}
        for name, value in self.fields:
            key = name.lower()
            joined[key] = f"{joined[key]}, {value}" if key in joined else value
        return joined


def host_field(request: Request) -> str:
    """Value of the Host header: host, and port where it is not the scheme's own."""
    parts = urlparse_cached(request)
    return parts.netloc.removesuffix(f":{_DEFAULT_PORT[parts.scheme]}")


def request_fields(request: Request) -> list[tuple[str, str]]:
    """The header fields of a request in the order in which they are sent, bytes read as Latin-1."""
    sent = [("Host", host_field(request))]
    for name, values in request.headers.items():
        sent += [(name.decode("latin-1"), value.decode("latin-1")) for value in values]
    return sent
