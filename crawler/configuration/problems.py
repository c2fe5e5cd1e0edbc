"""Everything that is wrong with the configuration, collected so that one look mends it all."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass

from pipelines.errors import ConfigurationError

WHAT = "wrong configuration"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where in the configuration something stands."""

    file: str
    """Path of the file as the user would type it."""
    table: str | None = None
    """Name of the table; None for the top of the file."""
    key: str | None = None
    """Name of the key; None for the table itself."""

    def __str__(self) -> str:
        """`config/sources.toml [infobae] feeds`."""
        table = f"[{self.table}]" if self.table is not None else ""
        return " ".join(part for part in (self.file, table, self.key) if part)


class ManyProblems(ConfigurationError):
    """Several faults at once; each is one line of the message."""

    def __init__(self, problems: tuple[ConfigurationError, ...]) -> None:
        self.problems = problems
        files = ", ".join(dict.fromkeys(problem.which.split(" ")[0] for problem in problems))
        super().__init__(WHAT, files, f"{len(problems)} problems", "mend each of these")

    def __str__(self) -> str:
        """A heading and one line for each problem."""
        return "\n".join([self.args[0], *(f"  {p.which}: {p.cause}: {p.mend}" for p in self.problems)])


class Problems:
    """A list of faults that grows while files are read, and is raised at the end."""

    def __init__(self) -> None:
        self.found: list[ConfigurationError] = []

    def add(self, place: Place, cause: str, mend: str) -> None:
        """Note that something at `place` is wrong."""
        self.found.append(ConfigurationError(WHAT, str(place), cause, mend))

    def take(self, error: ConfigurationError) -> None:
        """Note a fault that was raised elsewhere; several in one are taken one by one."""
        self.found.extend(error.problems if isinstance(error, ManyProblems) else [error])

    def raise_any(self) -> None:
        """Raise what was found: ConfigurationError for one, ManyProblems for more, nothing for none."""
        if len(self.found) == 1:
            raise self.found[0]
        if self.found:
            raise ManyProblems(tuple(self.found))


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """The way to mend a misspelt name: the nearest known one, or all of them."""
    names = sorted(known)
    near = difflib.get_close_matches(word.lower(), names, n=1)
    return f"did you mean {near[0]}?" if near else f"known are {', '.join(names)}"
