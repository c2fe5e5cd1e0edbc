"""`presswatch sources check`: do the configured sources still work?"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click
import orjson

from crawler.cli import Folders
from crawler.configuration.problems import did_you_mean
from crawler.visible import visible
from pipelines.errors import ConfigurationError

if TYPE_CHECKING:
    from crawler.configuration import Configuration
    from crawler.prospecting.health import Checkup
    from pipelines.source import Source


def check_sources(folders: Folders, names: tuple[str, ...], options: dict[str, Any]) -> int:
    """Look at sources, print a line for each, and return the exit code."""
    from crawler.cli.logs import start_log
    from crawler.configuration import load
    from crawler.errand import run_errand
    from crawler.prospecting.canary import check
    from crawler.prospecting.health import exit_code, judge
    from pipelines.clock import utc_now

    config = load(folders.config)
    wanted = _wanted(config, names, options["group"])[: options["limit"]]
    start_log(verbose=False, config=config)
    tell = _nothing if options["as_json"] else _line
    checkups = run_errand(config, lambda asker: check(asker, wanted, utc_now(), tell))
    if options["as_json"]:
        click.echo(orjson.dumps([_row(checkup) for checkup in checkups], option=orjson.OPT_INDENT_2).decode())
    return exit_code([(checkup, judge(checkup)[0]) for checkup in checkups])


def _wanted(config: Configuration, names: tuple[str, ...], group: str | None) -> list[Source]:
    """Named sources whatever their state; else the enabled ones, of a group if one is given."""
    unknown = [name for name in names if name not in config.sources]
    if unknown:
        mend = did_you_mean(unknown[0], set(config.sources))
        raise ConfigurationError("cannot check", ", ".join(unknown), "no source has this name", mend)
    if names and group is None:
        return [config.sources[name] for name in names]
    found = [s for s in config.sources.values() if s.enabled and (group is None or group in s.groups)]
    if not found:
        where = f"--group {group}" if group else "sources.toml"
        mend = "see `presswatch sources list --all`"
        raise ConfigurationError("cannot check", where, "no enabled source is there", mend)
    return [source for source in found if not names or source.id in names]


def _nothing(checkup: Checkup) -> None:
    """Printed at the end, as JSON."""


def _line(checkup: Checkup) -> None:
    """One source: its state and id, what was met, and below it what is wrong."""
    from crawler.prospecting.health import judge, summary

    state, whys = judge(checkup)
    off = "" if checkup.enabled else " (off)"
    why = f": {'; '.join(whys)}" if whys else ""
    click.echo(visible(f"{state:<9} {checkup.source}{off}  {summary(checkup)}{why}"))
    sys.stdout.flush()


def _row(checkup: Checkup) -> dict[str, Any]:
    """A source as JSON."""
    from crawler.prospecting.health import judge

    state, whys = judge(checkup)
    return {
        "source": checkup.source,
        "enabled": checkup.enabled,
        "state": state,
        "why": list(whys),
        "newest": checkup.newest.isoformat() if checkup.newest else None,
        "documents": [
            {
                "url": probe.url,
                "kind": probe.kind,
                "told": probe.told,
                "status": probe.status,
                "items": len(probe.links),
                "newest": newest.isoformat() if (newest := probe.pace(checkup.now).newest) else None,
                "reason": probe.reason,
                "detail": probe.detail,
            }
            for probe in checkup.probes
        ],
        "articles": [
            {"url": one.url, "words": one.words, "title": one.title, "published": one.published, "why": one.why}
            for one in checkup.samples
        ],
    }
