"""Where log records go: stderr, one line each."""

from __future__ import annotations

import logging

from crawler.alerting.channel import revealed
from crawler.cli.log_lines import JsonLine, OneLine, Secrets
from crawler.configuration import Configuration


def start_log(*, verbose: bool, config: Configuration | None = None, as_json: bool = False) -> None:
    """Log to stderr, Scrapy's own only from warnings on. config: whose headers and cookies are masked."""
    handler = logging.StreamHandler()
    handler.setFormatter(_formatter(config, as_json=as_json))
    handler.addFilter(worth_a_line)
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.WARNING)
    logging.getLogger("presswatch").setLevel(logging.INFO if verbose else logging.WARNING)


def mask_secrets_of(config: Configuration) -> None:
    """Mask the headers and cookies of another configuration from now on."""
    for handler in logging.getLogger().handlers:
        if isinstance(handler.formatter, OneLine | JsonLine):
            handler.setFormatter(type(handler.formatter)(secrets_of(config)))


def secrets_of(config: Configuration) -> Secrets:
    """All values of its sources' headers and cookies, and the secrets of its channels."""
    sources = config.sources.values()
    sent = (value for source in sources for value in (*source.headers.values(), *source.cookies.values()))
    return Secrets([*sent, *revealed(config.channels)])


def worth_a_line(record: logging.LogRecord) -> bool:
    """Whether a record is shown: our own by their level, those of libraries from warnings on (Scrapy sets DEBUG)."""
    return record.levelno >= logging.WARNING or record.name.partition(".")[0] == "presswatch"


def _formatter(config: Configuration | None, *, as_json: bool) -> logging.Formatter:
    secrets = secrets_of(config) if config else Secrets()
    return JsonLine(secrets) if as_json else OneLine(secrets)
