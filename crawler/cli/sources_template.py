"""`presswatch sources template`: what was learned of a source's pages, for a person to check."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import click

from crawler.cli import Folders
from crawler.cli.terminal import print_json, styled
from crawler.configuration import load
from crawler.visible import visible
from pipelines.errors import ConfigurationError
from pipelines.source import Source
from pipelines.store.reading.opening import reading
from pipelines.store.reading.site_templates import SiteLearned, of_source
from pipelines.templates.learning import AGREE
from pipelines.templates.reading import KEEP


def show_template(folders: Folders, name: str, *, as_json: bool) -> None:
    """Print the templates of all sites (hosts) of a source. Raises ConfigurationError where there is no such source."""
    config = load(folders.config)
    if name not in config.sources:
        mend = "see `presswatch sources list --all`"
        raise ConfigurationError("cannot show a template", name, "no source has this name", mend)
    source = config.sources[name]
    with reading(folders.data if folders.data_given else config.settings.data) as db:
        sites = of_source(db, source)
    if as_json:
        print_json([{"site": site.site, "lessons": site.lessons, "templates": site.templates} for site in sites])
        return
    for line in _told(source, sites):
        click.echo(line)


def _told(source: Source, sites: list[SiteLearned]) -> Iterator[str]:
    if not source.templates:
        yield f"{source.id} is read by trafilatura always (templates = false)"
    elif source.select or source.remove or source.until:
        yield f"{source.id} is read by its selectors (select, remove, until)"
    elif not sites:
        yield f"nothing was learned of {source.id} as yet: its first pages teach, once {AGREE} agree"
    for site in sites:
        yield from _of_site(site)


def _of_site(site: SiteLearned) -> Iterator[str]:
    count = sum(site.lessons.values())
    yield styled(f"{visible(site.site)}", "bold") + f": {len(site.templates)} templates, {count} lessons remembered"
    for template in site.templates:
        yield ""
        yield from _of_template(template)
    learned = {template["container"] for template in site.templates}
    for container, lessons in site.lessons.items():
        if container not in learned:
            yield ""
            yield f"not learned: {lessons} of {AGREE} pages agree on {visible(container)}"


def _of_template(template: dict[str, Any]) -> Iterator[str]:
    yield styled(f"template {template['version']}", "bold")
    yield f"  container  {visible(template['container'])}"
    paths = {_below(path, template["container"]): ratio for path, ratio in template["paths"].items()}
    for label, wanted in (("kept", True), ("dropped", False)):
        for path, ratio in paths.items():
            if (ratio >= KEEP) is wanted:
                yield f"  {label:<9}  {ratio:4.0%}  {visible(path)}"
    for path in template["closed"]:
        yield f"  left out         {visible(_below(path, template['container']))} and all below"
    yield f"  repeated   {len(template['boilerplate'])} lines that stand on several pages"
    yield f"  doubted    under {template['inside']:.0%} x 0.4 of a page's text, over {template['outside']} beside"
    for number, page in enumerate(template["pages"]):
        yield f"  {'agreed' if not number else '':<9}  {visible(page)}"


def _below(path: str, container: str) -> str:
    return path.removeprefix(container).removeprefix("/") or "(the container itself)"
