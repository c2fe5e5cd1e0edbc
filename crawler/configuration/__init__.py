"""What a user configures: found, read, checked and passed down; nothing here is global or read at import."""

from __future__ import annotations

from crawler.configuration.durations import format_duration, parse_duration
from crawler.configuration.loading import Configuration, from_json, load, load_settings, load_sources, to_json
from crawler.configuration.settings import Settings

__all__ = [
    "Configuration",
    "Settings",
    "format_duration",
    "from_json",
    "load",
    "load_settings",
    "load_sources",
    "parse_duration",
    "to_json",
]
