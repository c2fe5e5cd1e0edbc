"""How many requests Scrapy's downloader has under way, set while it runs."""

from __future__ import annotations

from scrapy.core.downloader import Downloader


def limit(downloader: Downloader, together: int, per_host: int) -> None:
    """Let at most so many requests be under way from now on; those that are, go on."""
    downloader.total_concurrency = together
    downloader.domain_concurrency = per_host
    for slot in downloader.slots.values():
        slot.concurrency = per_host
