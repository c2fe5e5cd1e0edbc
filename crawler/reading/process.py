"""What a reader process does; crawler.reading.__main__ starts it.

Frames come on stdin, answers go to stdout. It ends when stdin ends, and when its parent dies even while it works.
"""

from __future__ import annotations

import contextlib
import os
import resource
import sys
from typing import Any, BinaryIO
from zoneinfo import ZoneInfo

from crawler import configuration
from crawler.configuration import Configuration
from crawler.discovery import Discovered, Document, discover
from crawler.reading.frames import pack, read_frame
from pipelines.agencies import Agencies
from pipelines.article import Page, Rejected, article_from_json, link_from_json
from pipelines.draft import Knowledge, Limits
from pipelines.encoding import BadEncoding, TooLarge, decode_body
from pipelines.reasons import Reason
from pipelines.run import read, retell
from pipelines.store.templates import Learned, ready
from pipelines.tags.places import Gazetteer
from pipelines.tags.topics import Topics

_MB = 1 << 20


def main(memory_mb: int) -> None:
    """Read frames until stdin ends, in so many megabytes of memory."""
    _limit_memory(memory_mb)
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # a library that prints must not speak into the frames
    serve(sys.stdin.buffer, answers)


def serve(tasks: BinaryIO, answers: BinaryIO) -> None:
    """Answer each frame of `tasks` in order; the first one carries the configuration."""
    hello = read_frame(tasks)
    if hello is None:
        return
    config = configuration.from_json(hello[0])
    reader = Reader(config, knowledge_of(config))
    _answer(answers, {"ready": True})
    while (frame := read_frame(tasks)) is not None:
        _answer(answers, reader.answer(*frame))


def knowledge_of(config: Configuration) -> Knowledge:
    """What the READ stages may know, from the configuration and the data that ship with the stages."""
    return Knowledge(
        sources=config.sources,
        agencies=Agencies.from_table(config.agencies),
        topics=Topics.from_table(config.topics, config.topics_model),
        gazetteer=Gazetteer.shipped(),
        zone=ZoneInfo(config.settings.timezone),
        limits=Limits(page_bytes=config.settings.page_limit, page_elements=config.settings.page_elements),
    )


class Reader:
    """Answers one task after the other."""

    def __init__(self, config: Configuration, knowledge: Knowledge) -> None:
        self._config = config
        self._knowledge = knowledge

    def answer(self, header: dict[str, Any], body: bytes) -> dict[str, Any]:
        """The answer to one task: {"reading"}, {"rejected"} or {"discovered"}."""
        if "page" in header:
            fields = header["page"]
            link = link_from_json(fields["link"]) if fields["link"] else None
            page = Page(**{**fields, "link": link, "body": body})
            result = read(page, self._knowledge, ready(Learned(**header["learned"])))
            return {"rejected": result} if isinstance(result, Rejected) else {"reading": result}
        if "told" in header:
            told = retell(article_from_json(header["told"]), self._knowledge)
            return {"rejected": told} if isinstance(told, Rejected) else {"reading": told}
        return {"discovered": self._discover(header, body)}

    def _discover(self, header: dict[str, Any], body: bytes) -> Discovered:
        fields = header["document"]
        settings = self._config.settings
        limit_mb = settings.sitemap_limit_mb if fields["kind"] == "sitemap" else settings.feed_limit_mb
        try:
            plain = decode_body(body, header["encoding"], int(limit_mb * _MB))
        except TooLarge as error:
            return nothing(Reason.TOO_LARGE, str(error))
        except BadEncoding as error:
            return nothing(Reason.TRUNCATED, str(error))
        return discover(Document(**fields, body=plain), self._config.sources[header["source"]])


def nothing(reason: Reason, detail: str) -> Discovered:
    """A document that gave no links."""
    return Discovered(links=(), documents=(), reason=reason, detail=detail, degraded=None, ttl=None, skipped=0)


def _answer(answers: BinaryIO, header: dict[str, Any]) -> None:
    with contextlib.suppress(BrokenPipeError):
        answers.write(pack(header))
        answers.flush()


def _limit_memory(memory_mb: int) -> None:
    if sys.platform == "linux" and memory_mb:
        resource.setrlimit(resource.RLIMIT_DATA, (memory_mb * _MB, memory_mb * _MB))
