"""What came back over the wire, and what its status and headers alone say of it."""

from __future__ import annotations

from dataclasses import dataclass

from crawler.warc import PageRecord
from pipelines.reasons import Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A complete HTTP answer, free of Scrapy."""

    final_url: str
    status: int
    headers: dict[str, str]
    """Names in small letters, several values joined by ', '."""
    record: PageRecord
    """As it goes into the archive; its body is the body as received."""


def judge(answer: Answer) -> tuple[Reason, str] | None:
    """Why an answer is of no use by its status and headers alone; None where its body is to be read."""
    status = answer.status
    if answer.headers.get("cf-mitigated", "").lower() == "challenge":
        return Reason.CHALLENGE, f"HTTP {status}, challenge"
    if 200 <= status < 300 and status != 206:
        return None if answer.record.body else (Reason.NO_CONTENT, f"HTTP {status}, empty body")
    if status in (404, 410):
        return Reason.GONE, f"HTTP {status}"
    if status == 429 or (status == 503 and "retry-after" in answer.headers):
        return Reason.THROTTLED, f"HTTP {status}"
    if 400 <= status < 500 and status not in (408, 425):
        return Reason.REFUSED, f"HTTP {status}"
    return Reason.HTTP_ERROR, f"HTTP {status}"
