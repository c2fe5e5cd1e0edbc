"""Subjects of a text by the IPTC Media Topics, from the word lists of topics.toml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Topics:
    """The rules of topics.toml."""

    @classmethod
    def from_table(cls, table: Mapping[str, Any]) -> Topics:  # noqa: ARG003 - filled in by the next change
        """Reads the tables of topics.toml; raises ConfigurationError for one that cannot be used."""
        return cls()
