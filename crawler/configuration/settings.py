"""The settings of presswatch.toml. Each is declared once: name, default, limits, and one sentence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, fields
from datetime import UTC, tzinfo
from pathlib import Path
from typing import Any

from crawler.configuration import checks
from crawler.configuration.problems import Place, Problems
from crawler.configuration.table import Table

MINUTE, HOUR, DAY = 60.0, 3600.0, 86400.0
_MB = 1 << 20


def _duration(default: float | None, least: float = 0.0) -> Any:
    return field(default=default, metadata={"read": lambda table, key: table.duration(key, default, least)})


def _kept(default: float | None) -> Any:
    return field(default=default, metadata={"read": lambda table, key: table.kept(key, default)})


def _number(default: float, least: float, most: float) -> Any:
    return field(default=default, metadata={"read": lambda table, key: table.number(key, default, least, most)})


def _text(default: str, check: Callable[[str], str]) -> Any:
    def read(table: Table, key: str) -> str:
        return default if table.values.get(key) == default else table.text(key, check) or default

    return field(default=default, metadata={"read": read})


def _folder(default: str) -> Any:
    return field(default=Path(default), metadata={"read": lambda table, key: Path(table.text(key) or default)})


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How this installation works; keys of presswatch.toml are the field names."""

    data: Path = _folder("data")
    """Folder of everything stored; --data overrides it."""
    timezone: str = _text("UTC", checks.timezone)
    """IANA name of the zone whose calendar days are used for folders, counts and digests."""
    contact: str = _text("", checks.contact)
    """URL or mail address that the user agent shows to site owners; empty shows only the project's name."""
    workers: int = _number(0, 0, 256)
    """Processes that read pages; 0 is one per core."""
    concurrency: int = _number(16, 1, 1000)
    """Requests in flight at once, all hosts together."""
    concurrency_per_host: int = _number(8, 1, 100)
    """Requests in flight at once to one host, where its delay allows more than one."""
    delay: float = _duration(1.0)
    """Time between two requests to one host, for sources that set none."""
    fetch_deadline: float = _duration(60.0, 1)
    """Time from a request to the end of its answer."""
    attempts: int = _number(3, 1, 20)
    """How often one URL is tried in a run before it counts as failed."""
    page_limit_mb: int = _number(4, 1, 100)
    """Largest article page, decompressed."""
    page_elements: int = _number(200_000, 1000, 10_000_000)
    """Most HTML elements of a page that is read."""
    feed_limit_mb: int = _number(20, 1, 500)
    """Largest feed, decompressed."""
    sitemap_limit_mb: int = _number(50, 1, 500)
    """Largest sitemap, decompressed."""
    read_deadline: float = _duration(10.0, 0.1)
    """Time a worker may take for one page before it is replaced."""
    reader_memory_mb: int = _number(1024, 256, 65536)
    """Memory of one worker; a page that needs more ends it."""
    window: float = _duration(72 * HOUR, 1)
    """How far apart two articles may be published and still be seen as copies or one story."""
    poll_min: float = _duration(MINUTE, 1)
    """Shortest time between two polls of a feed."""
    poll_max: float = _duration(DAY, 1)
    """Longest time between two polls of a feed."""
    poll_every: float = _duration(15 * MINUTE, 1)
    """Time between two polls of a feed whose pace is not known yet."""
    poll_budget: int = _number(240, 1, 100_000)
    """Polls a minute, all feeds together, that the intervals are stretched to fit."""
    keep_pages: float | None = _kept(None)
    """How long raw pages are kept, for sources that do not say; "forever" (None) drops none."""

    @property
    def zone(self) -> tzinfo:
        """The time zone itself."""
        from zoneinfo import ZoneInfo

        return UTC if self.timezone == "UTC" else ZoneInfo(self.timezone)

    @property
    def page_limit(self) -> int:
        """page_limit_mb in bytes."""
        return self.page_limit_mb * _MB

    @property
    def feed_limit(self) -> int:
        """feed_limit_mb in bytes."""
        return self.feed_limit_mb * _MB

    @property
    def sitemap_limit(self) -> int:
        """sitemap_limit_mb in bytes."""
        return self.sitemap_limit_mb * _MB


def settings_of(values: dict[str, Any], file: str, problems: Problems) -> Settings:
    """The settings in a parsed presswatch.toml; what is wrong goes to `problems` and is replaced by its default."""
    table = Table(values, Place(file=file), problems)
    table.check_keys([item.name for item in fields(Settings)])
    settings = Settings(**{item.name: item.metadata["read"](table, item.name) for item in fields(Settings)})
    if settings.poll_min > settings.poll_max:
        table.wrong("poll_min", "it is longer than poll_max", "make it the shorter one")
    return settings
