"""The whole configuration: loaded from its files, and as plain JSON for worker processes."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from crawler.alerting.channel import Channel
from crawler.configuration.channels import channels_of
from crawler.configuration.digest import DigestPlan, Named, digest_of
from crawler.configuration.files import MODEL, NAMES, find, read_model, read_toml
from crawler.configuration.problems import Problems
from crawler.configuration.settings import Settings, settings_of
from crawler.configuration.sources import sources_of
from crawler.configuration.watchlists import Known, watchlists_of
from pipelines.errors import ConfigurationError
from pipelines.source import Source
from pipelines.watchlists import Watchlist


@dataclass(frozen=True, slots=True, kw_only=True)
class Configuration:
    """Everything a user configures, checked; passed down, never global."""

    settings: Settings = field(default_factory=Settings)
    """presswatch.toml."""
    sources: dict[str, Source] = field(default_factory=dict)
    """sources.toml by id, in file order, disabled ones included."""
    agencies: dict[str, Any] = field(default_factory=dict)
    """The tables of agencies.toml as written."""
    topics: dict[str, Any] = field(default_factory=dict)
    """The tables of topics.toml as written."""
    topics_model: dict[str, Any] = field(default_factory=dict)
    """What `topics train` wrote into topics.model.json; empty where it never did."""
    watchlists: dict[str, Watchlist] = field(default_factory=dict)
    """watchlists.toml by id, in file order."""
    channels: dict[str, Channel] = field(default_factory=dict)
    """channels.toml by name."""
    digest: DigestPlan | None = None
    """The table [digest] of presswatch.toml; None: no digest is made by itself."""
    files: dict[str, str] = field(default_factory=dict)
    """Path that each file was read from, by its name, for messages."""


def load(config: Path | None) -> Configuration:
    """All files of the configuration.

    config: folder of --config; None looks into ./config. A file that is missing there is the shipped one.
    Raises ConfigurationError with everything that is wrong in any file.
    """
    problems = Problems()
    paths = {name: find(name, config) for name in NAMES}
    raw = {name: _read(path, problems) for name, path in paths.items()}
    settings = settings_of(raw["presswatch.toml"], str(paths["presswatch.toml"]), problems)
    sources = sources_of(raw["sources.toml"], settings, str(paths["sources.toml"]), problems)
    channels = channels_of(raw["channels.toml"], str(paths["channels.toml"]), problems)
    named = Named(
        channels=raw["channels.toml"],
        channels_file=str(paths["channels.toml"]),
        watchlists=raw["watchlists.toml"],
    )
    digest = digest_of(raw["presswatch.toml"], str(paths["presswatch.toml"]), named, problems)
    known = Known(
        channels=raw["channels.toml"],
        channels_file=str(paths["channels.toml"]),
        sources=raw["sources.toml"],
        agencies=raw["agencies.toml"],
    )
    watchlists = watchlists_of(raw["watchlists.toml"], str(paths["watchlists.toml"]), known, problems)
    topics_model = _read_model(find(MODEL, config), problems)
    problems.raise_any()
    return Configuration(
        settings=settings,
        sources=sources,
        watchlists=watchlists,
        agencies=raw["agencies.toml"],
        topics=raw["topics.toml"],
        topics_model=topics_model,
        channels=channels,
        digest=digest,
        files={name: str(path) for name, path in paths.items()},
    )


def load_settings(config: Path | None) -> Settings:
    """presswatch.toml alone; for commands that only read what is stored."""
    problems = Problems()
    settings = _settings(config, problems)
    problems.raise_any()
    return settings


def load_sources(config: Path | None) -> dict[str, Source]:
    """sources.toml, with the defaults of presswatch.toml, by id in file order."""
    problems = Problems()
    settings = _settings(config, problems)
    path = find("sources.toml", config)
    sources = sources_of(_read(path, problems), settings, str(path), problems)
    problems.raise_any()
    return sources


def _settings(config: Path | None, problems: Problems) -> Settings:
    path = find("presswatch.toml", config)
    return settings_of(_read(path, problems), str(path), problems)


def _read(path: Path, problems: Problems) -> dict[str, Any]:
    try:
        return read_toml(path)
    except ConfigurationError as error:
        problems.take(error)
        return {}


def _read_model(path: Path, problems: Problems) -> dict[str, Any]:
    try:
        return read_model(path)
    except ConfigurationError as error:
        problems.take(error)
        return {}


def to_json(configuration: Configuration) -> dict[str, Any]:
    """A configuration as plain JSON: dicts, lists, texts, numbers, true, false and None.

    Watchlists, channels and digest are left out: who reads pages tells nobody, and needs no secrets.
    """
    data = asdict(replace(configuration, watchlists={}, channels={}, digest=None))
    del data["watchlists"], data["channels"], data["digest"]
    data["settings"]["data"] = str(configuration.settings.data)
    return data


def from_json(data: dict[str, Any]) -> Configuration:
    """The configuration that to_json wrote; it is not checked again."""
    settings = dict(data["settings"])
    settings["data"] = Path(settings["data"])
    settings["revisit_plan"] = tuple(settings["revisit_plan"])
    return Configuration(
        settings=Settings(**settings),
        sources={id_: _source(values) for id_, values in data["sources"].items()},
        agencies=data["agencies"],
        topics=data["topics"],
        topics_model=data["topics_model"],
        files=data["files"],
    )


def _source(values: dict[str, Any]) -> Source:
    whole: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in values.items()}
    return Source(**whole)
