"""One table of a TOML file: each value read as what it must be, each fault noted where it stands."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection
from dataclasses import replace
from typing import Any

from crawler.configuration.checks import Refused
from crawler.configuration.durations import parse_duration
from crawler.configuration.problems import Place, Problems, did_you_mean

FOREVER = "forever"
"""What stands for a duration without end where things are kept."""


class Table:
    """Typed reading of a table. A wrong value is noted in `problems` and answered with the default."""

    def __init__(self, values: dict[str, Any], place: Place, problems: Problems) -> None:
        self.values, self.place, self.problems = values, place, problems

    def wrong(self, key: str | None, cause: str, mend: str) -> None:
        """Note a fault of a key, or of the whole table."""
        self.problems.add(replace(self.place, key=key), cause, mend)

    def check_keys(self, known: Collection[str]) -> None:
        """Note every key that is not known."""
        for key in self.values.keys() - set(known):
            self.wrong(key, "there is no such key", did_you_mean(key, known))

    def flag(self, key: str, *, default: bool) -> bool:
        """true or false."""
        value = self.values.get(key, default)
        if isinstance(value, bool):
            return value
        self.wrong(key, f"{_shown(value)} is neither true nor false", "write true or false, without quotes")
        return default

    def text(self, key: str, check: Callable[[str], str] | None = None) -> str | None:
        """A text that is not blank, None if absent; `check` returns it normalised or raises Refused."""
        value = self.values.get(key)
        if value is None:
            return None
        if not isinstance(value, str):
            self.wrong(key, f"{_shown(value)} is no text", "write it in quotes")
            return None
        return self._checked(key, value, check)

    def texts(self, key: str, check: Callable[[str], str] | None = None) -> tuple[str, ...]:
        """A list of texts without repetition, () if absent; each passes `check` as in text()."""
        value = self.values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            self.wrong(key, f"{_shown(value)} is no list of texts", f'write {key} = ["...", "..."]')
            return ()
        checked = (self._checked(key, item, check) for item in value)
        return tuple(dict.fromkeys(item for item in checked if item is not None))

    def _checked(self, key: str, value: str, check: Callable[[str], str] | None) -> str | None:
        value = value.strip()
        if not value:
            self.wrong(key, "it is empty", "give it a value, or leave the key out")
            return None
        try:
            return check(value) if check else value
        except Refused as error:
            self.wrong(key, error.cause, error.mend)
            return None

    def duration(self, key: str, default: float | None, least: float = 0.0) -> float | None:
        """Seconds, from text such as "15m" or a number of seconds."""
        value = self.values.get(key)
        if value is None:
            return default
        try:
            seconds = parse_duration(value)
        except ValueError as error:
            self.wrong(key, str(error), 'write "90s", "15m", "72h", "7d" or a number of seconds')
            return default
        if seconds >= least:
            return seconds
        self.wrong(key, f"{_shown(value)} is less than {least:g} s", "write a longer duration")
        return default

    def durations(self, key: str, default: tuple[float, ...], least: float = 0.0) -> tuple[float, ...]:
        """Seconds of each duration in a list, in rising order; the default if absent."""
        values = self.values.get(key)
        if values is None:
            return default
        try:
            seconds = sorted({parse_duration(value) for value in values}) if isinstance(values, list) else None
        except ValueError as error:
            self.wrong(key, str(error), f'write {key} = ["15m", "1h"], or [] for none')
            return default
        if seconds is None or (seconds and seconds[0] < least):
            cause = f"{_shown(values)} is no list of durations of at least {least:g} s"
            self.wrong(key, cause, f'write {key} = ["15m", "1h"], or [] for none')
            return default
        return tuple(seconds)

    def kept(self, key: str, default: float | None, least: float = 0.0) -> float | None:
        """Seconds for which something is kept; None for "forever"."""
        return None if self.values.get(key) == FOREVER else self.duration(key, default, least)

    def number(self, key: str, default: float, least: float = 0, most: float = math.inf) -> float:
        """A number from `least` to `most`; a whole one where the default is whole."""
        value = self.values.get(key, default)
        kinds = (int,) if isinstance(default, int) else (int, float)
        if isinstance(value, bool) or not isinstance(value, kinds) or not least <= value <= most:
            whole = "whole number" if isinstance(default, int) else "number"
            upto = f" to {most:g}" if most < math.inf else " upwards"
            self.wrong(key, f"{_shown(value)} does not fit", f"write a {whole} from {least:g}{upto}, without quotes")
            return default
        return value

    def pairs(self, key: str, check: Callable[[str, str], None]) -> dict[str, str]:
        """A table of texts, {} if absent; `check(name, value)` raises Refused. Values are never shown."""
        value = self.values.get(key, {})
        if not isinstance(value, dict):
            self.wrong(key, "it is no table", f'write {key} = {{ Name = "value" }}')
            return {}
        return {name: text for name, text in value.items() if self._good_pair(key, (name, text), check)}

    def _good_pair(self, key: str, pair: tuple[str, object], check: Callable[[str, str], None]) -> bool:
        name, text = pair
        if not isinstance(text, str):
            self.wrong(key, f"the value of {name!r} is no text", "write it in quotes")
            return False
        try:
            check(name, text)
        except Refused as error:
            self.wrong(key, error.cause, error.mend)
            return False
        return True


def _shown(value: object) -> str:
    """A value as a message shows it: never longer than a line."""
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."
