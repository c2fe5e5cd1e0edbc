"""Reading the configuration anew while the crawl runs (SIGHUP)."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import fields, replace

from crawler.configuration import Configuration
from crawler.configuration.settings import Settings
from crawler.session import Session
from pipelines.errors import PresswatchError

log = logging.getLogger("presswatch.daemon")

FIXED = ("data", "workers", "contact", "metrics_port")
"""Settings that a running crawl keeps until it is started again."""


async def reload(session: Session, load: Callable[[], Configuration]) -> bool:
    """Take over what `load` reads; whether it was taken. A configuration with a fault is logged and changes nothing."""
    try:
        fresh = await asyncio.to_thread(load)
    except (PresswatchError, OSError, ValueError) as error:
        _refuse(error)
        return False
    old = session.config
    for name in _kept(old.settings, fresh.settings):
        log.warning("%s takes effect at the next start", name)
    await session.adopt(merged(old, fresh))
    log.info("configuration read anew: %s", told(old, fresh))
    return True


def merged(old: Configuration, fresh: Configuration) -> Configuration:
    """What a running crawl goes on with: the fresh configuration, its fixed settings as they were, and the sources
    that it no longer has, disabled, for the work that is under way for them."""
    settings = replace(fresh.settings, **{name: getattr(old.settings, name) for name in FIXED})
    gone = {id_: replace(source, enabled=False) for id_, source in old.sources.items() if id_ not in fresh.sources}
    return replace(fresh, settings=settings, sources={**fresh.sources, **gone})


def told(old: Configuration, fresh: Configuration) -> str:
    """The difference in a few words."""
    before, after = _enabled(old), _enabled(fresh)
    changed = sum(id_ in before and before[id_] != source for id_, source in after.items())
    names = [f.name for f in fields(Settings) if getattr(old.settings, f.name) != getattr(fresh.settings, f.name)]
    counts = f"{len(after)} sources, {len(after.keys() - before.keys())} new, {len(before.keys() - after.keys())} gone"
    return f"{counts}, {changed} changed" + (f"; settings {', '.join(names)}" if names else "")


def _refuse(error: Exception) -> None:
    """One line for each thing that is wrong."""
    for line in str(error).splitlines():
        log.error("configuration refused, the old one stays: %s", line.strip())


def _enabled(config: Configuration) -> dict[str, object]:
    return {id_: source for id_, source in config.sources.items() if source.enabled}


def _kept(old: Settings, fresh: Settings) -> list[str]:
    return [name for name in FIXED if getattr(old, name) != getattr(fresh, name)]
