"""What Scrapy itself says of each request and item: nothing. Outcomes are the dispatcher's to tell."""

from __future__ import annotations

from typing import Any

from scrapy.logformatter import LogFormatter


class Silent(LogFormatter):
    """No line for a crawled page and none for an item, whose text would hold the whole page."""

    def crawled(self, *args: Any) -> None:  # type: ignore[override]  # noqa: ANN401 - Scrapy's own objects
        """Nothing: None skips the line."""

    def scraped(self, *args: Any) -> None:  # type: ignore[override]  # noqa: ANN401 - as above
        """Nothing: None skips the line."""
