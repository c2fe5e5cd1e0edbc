"""Scrapy's spider loader over the configured sources: `scrapy list` and `scrapy crawl infobae` work as usual."""

from __future__ import annotations

from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scrapy.utils.misc import walk_modules_iter
from scrapy.utils.spider import iter_spider_classes

from crawler.configuration import load_sources

if TYPE_CHECKING:
    import builtins
    from collections.abc import Callable, Iterator
    from typing import Self

    from scrapy import Request, Spider
    from scrapy.settings import BaseSettings

    from pipelines.source import Source


class SourceLoader:
    """A spider for every source, disabled ones included (scrapy.spiderloader.SpiderLoaderProtocol).

    A class in SPIDER_MODULES whose `name` is the id of a source wins; any other source gets a subclass of
    NewsSpider. The configuration is read when a source is first asked for, in the folder of PRESSWATCH_CONFIG if
    that setting is given, else as `presswatch` does: a crawl that knows its spider asks for none.
    """

    def __init__(self, read: Callable[[], dict[str, Source]], modules: builtins.list[str]) -> None:
        self._read, self._modules = read, modules

    @cached_property
    def _sources(self) -> dict[str, Source]:
        return self._read()

    @classmethod
    def from_settings(cls, settings: BaseSettings) -> Self:
        """The loader for a project's settings. Its methods raise ConfigurationError if the sources cannot be read."""
        folder = settings.get("PRESSWATCH_CONFIG")
        read = partial(load_sources, Path(str(folder)) if folder is not None else None)
        return cls(read, settings.getlist("SPIDER_MODULES"))

    def list(self) -> builtins.list[str]:
        """The ids of all sources, sorted."""
        return sorted(self._sources)

    def load(self, spider_name: str) -> type[Spider]:
        """The spider class of one source; KeyError if there is no such source."""
        if spider_name not in self._sources:
            raise KeyError(f"Spider not found: {spider_name}")
        return self._written(spider_name) or _made(spider_name)

    def find_by_request(self, request: Request) -> builtins.list[str]:
        """The sources that own the host of a request, sorted."""
        host = urlsplit(request.url).hostname or ""
        return sorted(id_ for id_, source in self._sources.items() if source.owns(host))

    def _written(self, name: str) -> type[Spider] | None:
        """The class written for this source, if there is one; the spider of all sources is none."""
        return next((found for found in written_spiders(self._modules) if found.name == name), None)


def written_spiders(modules: builtins.list[str]) -> Iterator[type[Spider]]:
    """The spider classes that were written for single sources, in packages and modules by name."""
    from crawler.spiders.news import NewsSpider

    for path in modules:
        for module in walk_modules_iter(path):
            yield from (found for found in iter_spider_classes(module) if found is not NewsSpider)


def _made(name: str) -> type[Spider]:
    """A class that crawls one source by its table."""
    from crawler.spiders.news import NewsSpider

    words = "".join(word.capitalize() for word in name.split("-"))
    return type(f"{words}Spider", (NewsSpider,), {"__module__": __name__, "name": name, "source_id": name})
