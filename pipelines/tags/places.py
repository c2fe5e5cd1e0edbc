"""Countries and places named in a text, found by one pass of an Aho-Corasick automaton over a shipped gazetteer."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Gazetteer:
    """Names of countries, their people, capitals and cities."""

    @classmethod
    def shipped(cls) -> Gazetteer:
        """The gazetteer that comes with the package."""
        return cls()
