"""The settings of presswatch.toml. Each is declared once: name, default, limits, and one sentence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, fields
from datetime import UTC, tzinfo
from pathlib import Path
from typing import Any

from crawler.configuration import checks
from crawler.configuration.problems import Place, Problems
from crawler.configuration.sizes import parse_size
from crawler.configuration.table import Table

MINUTE, HOUR, DAY = 60.0, 3600.0, 86400.0
_MB = 1 << 20
TABLES = ("digest",)
"""Tables of presswatch.toml that are read elsewhere."""
DISK_FLOOR = 500 * 10**6
"""Free bytes of the disk that a crawl leaves, where nobody chose another number."""


Reader = Callable[[Table, str, Any], object]
"""Reads one key of a table: (table, key, default) -> value."""


def _duration(least: float = 0.0) -> dict[str, Reader]:
    return {"read": lambda table, key, default: table.duration(key, default, least)}


def _durations() -> dict[str, Reader]:
    return {"read": lambda table, key, default: table.durations(key, default, 1)}


def _kept(least: float = 0.0) -> dict[str, Reader]:
    return {"read": lambda table, key, default: table.kept(key, default, least)}


def _number(least: int, most: int) -> dict[str, Reader]:
    return {"read": lambda table, key, default: table.number(key, default, least, most)}


def _text(check: Callable[[str], str]) -> dict[str, Reader]:
    def read(table: Table, key: str, default: str) -> str:
        return default if table.values.get(key) == default else table.text(key, check) or default

    return {"read": read}


def _size() -> dict[str, Reader]:
    def read(table: Table, key: str, default: int | None) -> int | None:
        value = table.values.get(key, default)
        try:
            return None if value in (None, "none") else parse_size(value)
        except ValueError as error:
            table.wrong(key, str(error), 'write "500MB", "20GB", a number of bytes, or "none"')
            return default

    return {"read": read}


def _folder() -> dict[str, Reader]:
    return {"read": lambda table, key, default: Path(table.text(key) or default)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How this installation works. Keys of presswatch.toml are the field names; times are seconds here."""

    data: Path = field(default=Path("data"), metadata=_folder())
    """Folder of everything stored; --data overrides it."""
    timezone: str = field(default="UTC", metadata=_text(checks.timezone))
    """IANA name of the zone whose calendar days are used for folders, counts and digests."""
    contact: str = field(default="", metadata=_text(checks.contact))
    """URL or mail address that the user agent shows to site owners; empty shows only the project's name."""
    workers: int = field(default=0, metadata=_number(0, 256))
    """Processes that read pages; 0 is one per core."""
    concurrency: int = field(default=16, metadata=_number(1, 1000))
    """Requests in flight at once, all hosts together."""
    concurrency_per_host: int = field(default=8, metadata=_number(1, 100))
    """Requests in flight at once to one host, where its delay allows more than one."""
    delay: float = field(default=1.0, metadata=_duration())
    """Time between two requests to one host, for sources that set none."""
    fetch_deadline: float = field(default=60.0, metadata=_duration(1))
    """Time from a request to the end of its answer."""
    attempts: int = field(default=3, metadata=_number(1, 20))
    """How often one URL is tried in a run before it counts as failed."""
    page_limit_mb: int = field(default=4, metadata=_number(1, 100))
    """Largest article page, decompressed."""
    page_elements: int = field(default=200_000, metadata=_number(1000, 10_000_000))
    """Most HTML elements of a page that is read."""
    feed_limit_mb: int = field(default=20, metadata=_number(1, 500))
    """Largest feed, decompressed."""
    sitemap_limit_mb: int = field(default=50, metadata=_number(1, 500))
    """Largest sitemap, decompressed."""
    read_deadline: float = field(default=10.0, metadata=_duration(0.1))
    """Time a worker may take for one page before it is replaced."""
    reader_memory_mb: int = field(default=1024, metadata=_number(256, 65536))
    """Memory of one worker; a page that needs more ends it."""
    window: float = field(default=72 * HOUR, metadata=_duration(1))
    """How far apart two articles may be published and still be seen as copies or one story."""
    poll_min: float = field(default=MINUTE, metadata=_duration(1))
    """Shortest time between two polls of a feed."""
    poll_max: float = field(default=DAY, metadata=_duration(1))
    """Longest time between two polls of a feed."""
    poll_every: float = field(default=5 * MINUTE, metadata=_duration(1))
    """Mean time between two polls of a feed: those that bring more are polled more often, the others less."""
    poll_budget: int = field(default=240, metadata=_number(1, 100_000))
    """Polls a minute, all feeds together, that the intervals are stretched to fit."""
    revisit_plan: tuple[float, ...] = field(default=(15 * MINUTE, HOUR, 3 * HOUR, DAY, 7 * DAY), metadata=_durations())
    """Ages at which a stored article is looked at again, for revisions and takedowns; empty: never."""
    credit_budget: int = field(default=20, metadata=_number(0, 10_000))
    """Pages a day that are fetched since a stored article credits their address; 0: none."""
    keep_pages: float | None = field(default=None, metadata=_kept())
    """How long raw pages are kept, for sources that do not say; "forever" (None) drops none by age."""
    keep_text: float | None = field(default=None, metadata=_kept(DAY))
    """How long the text of articles is kept; afterwards all but it stays. "forever" (None) drops none."""
    disk_quota: int | None = field(default=None, metadata=_size())
    """Most bytes of raw pages; the oldest go first, but none that a finite keep_pages promises. "none": no limit."""
    disk_floor: int | None = field(default=DISK_FLOOR, metadata=_size())
    """Free bytes of the disk below which a crawl stops by itself; "none": it does not look."""
    alert_age: float = field(default=DAY, metadata=_duration(60))
    """Age from which an article is old news when it is first seen: no alert is made of it."""
    metrics_port: int = field(default=0, metadata=_number(0, 65535))
    """Port on 127.0.0.1 at which `run` answers /health and /metrics; 0 is none."""

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
    table.check_keys([*(item.name for item in fields(Settings)), *TABLES])
    settings = Settings(**{f.name: f.metadata["read"](table, f.name, f.default) for f in fields(Settings)})
    if settings.poll_min > settings.poll_max:
        table.wrong("poll_min", "it is longer than poll_max", "make it the shorter one")
    return settings
