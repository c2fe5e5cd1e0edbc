"""Removes each guard of the program in turn, in a copy, and shows which tests notice.

    python -m tests.hostile.remove_guards            all of them, some minutes
    python -m tests.hostile.remove_guards NAME ...   some

Exits with 1 if the tests of one still pass without it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
GUARDS = Path(__file__).parent / "guards.toml"
DEADLINE = 150.0
"""Seconds after which a run without a guard counts as failed: some guards are against what never ends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GuardLine:
    """A line of the program that keeps something out."""

    name: str
    cases: tuple[str, ...]
    """Ids of catalogue.toml."""
    file: str
    code: str
    """As it stands in the file, once."""
    without: str
    """What stands there when the guard is gone."""
    noticed_by: tuple[str, ...]
    """Tests each of which must fail then."""


def guards() -> list[GuardLine]:
    """All of guards.toml."""
    tables = tomllib.loads(GUARDS.read_text(encoding="utf-8"))
    lists = ("cases", "noticed_by")
    return [
        GuardLine(name=name, **{key: tuple(value) if key in lists else value for key, value in table.items()})
        for name, table in tables.items()
    ]


def removed(guard: GuardLine, folder: Path) -> Path:
    """A copy of the project without the guard, in `folder`."""
    copy = folder / "project"
    skipped = shutil.ignore_patterns("__pycache__", ".git", ".venv", ".*_cache", "data")
    for name in ("crawler", "pipelines", "config", "tests"):
        shutil.copytree(ROOT / name, copy / name, ignore=skipped)
    for name in ("pyproject.toml", "scrapy.cfg", "README.md"):
        if (ROOT / name).exists():
            shutil.copy(ROOT / name, copy / name)
    file = copy / guard.file
    text = file.read_text(encoding="utf-8")
    if text.count(guard.code) != 1:
        raise SystemExit(f"{guard.name}: its code stands {text.count(guard.code)} times in {guard.file}")
    file.write_text(text.replace(guard.code, guard.without), encoding="utf-8")
    return copy


def still_passing(guard: GuardLine) -> list[str]:
    """Tests that pass without the guard, though they should not."""
    with tempfile.TemporaryDirectory(prefix="presswatch-unguarded-") as folder:
        copy = removed(guard, Path(folder))
        return [test for test in guard.noticed_by if _passes(copy, test)]


def _passes(copy: Path, test: str) -> bool:
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "--basetemp", f"{copy}-tmp", test]
    environment = os.environ | {"PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        done = subprocess.run(
            command, cwd=copy, env=environment, capture_output=True, text=True, timeout=DEADLINE, check=False
        )
    except subprocess.TimeoutExpired:
        return False
    if done.returncode not in (0, 1):  # neither passed nor failed: nothing is shown
        print(f"{test} could not be run:\n{done.stdout[-2000:]}{done.stderr[-500:]}", file=sys.stderr)
    return done.returncode != 1


def main(names: list[str]) -> int:
    chosen = [guard for guard in guards() if not names or guard.name in names]
    useless = 0
    for guard in chosen:
        began = time.monotonic()
        passing = still_passing(guard)
        verdict = f"NOT NOTICED by {', '.join(passing)}" if passing else f"noticed by {len(guard.noticed_by)}"
        print(f"{guard.name:32} {' '.join(guard.cases):20} {verdict}  ({time.monotonic() - began:.0f} s)", flush=True)
        useless += bool(passing)
    print(f"{len(chosen) - useless} of {len(chosen)} guards are noticed when they are gone")
    return int(useless > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
