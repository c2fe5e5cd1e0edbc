"""`presswatch sources add`: look at a site, show what was found, and write its table."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click
import orjson

from crawler.cli import Folders
from crawler.configuration import checks, format_duration
from crawler.visible import visible, visible_lines
from pipelines.errors import ConfigurationError, PresswatchError

if TYPE_CHECKING:
    from crawler.configuration import Configuration
    from crawler.prospecting.block import Proposal
    from crawler.prospecting.samples import Sample
    from crawler.prospecting.survey import Findings


def add_source(folders: Folders, address: str, options: dict[str, Any]) -> None:
    """Look at a site, show verdicts and block, and write the block where that is wanted."""
    from crawler.cli.logs import start_log
    from crawler.configuration import load
    from crawler.prospecting.block import block_of

    config = load(folders.config)
    _check_address(address)
    _check_id(config, options["id"])
    start_log(verbose=False, config=config)
    findings, proposal = _look(config, address, options)
    block = block_of(proposal)
    written = None
    if options["as_json"]:
        written = _write(folders, proposal.id, block) if options["yes"] else None
        click.echo(orjson.dumps(_row(findings, proposal, block, written), option=orjson.OPT_INDENT_2).decode())
        return
    for line in verdicts(findings, proposal):
        click.echo(visible(line))
    click.echo(f"\n{visible_lines(block)}")
    if options["yes"] or (sys.stdin.isatty() and sys.stdout.isatty() and click.confirm("Write this to sources.toml?")):
        written = _write(folders, proposal.id, block)
    click.echo(f"written to {written}" if written else "nothing was written; --yes writes it")


def _check_address(address: str) -> None:
    try:
        checks.url(address if "://" in address else f"https://{address}")
    except checks.Refused as error:
        raise ConfigurationError("cannot look at", address[:200], error.cause, error.mend) from error


def _check_id(config: Configuration, given: str | None) -> None:
    if given is None:
        return
    try:
        checks.source_id(given)
    except checks.Refused as error:
        raise ConfigurationError("cannot add", f"--id {given}", error.cause, error.mend) from error
    if given in config.sources:
        raise ConfigurationError("cannot add", f"--id {given}", "a source has this id", "choose another")


def _look(config: Configuration, address: str, options: dict[str, Any]) -> tuple[Findings, Proposal]:
    from crawler.errand import run_errand
    from crawler.prospecting.survey import Site, survey
    from pipelines.clock import utc_now

    def taken(host: str) -> str | None:
        return next((source.id for source in config.sources.values() if source.owns(host)), None)

    site = Site(
        address=address,
        allow_private=options["allow_private"],
        delay=config.settings.delay,
        taken=taken,
        now=utc_now(),
    )
    findings = run_errand(config, lambda asker: survey(asker, site))
    if not findings.choice.taken:
        for line in _refused(findings):
            click.echo(visible(line), err=True)
        mend = "look for a feed in your browser and give its address"
        raise PresswatchError("cannot add", address, "no feed, sitemap or page with article links was found", mend)
    return findings, _proposal(config, site.now, findings, options)


def _proposal(config: Configuration, now: Any, findings: Findings, options: dict[str, Any]) -> Proposal:  # noqa: ANN401 - a datetime
    from urllib.parse import urlsplit

    from crawler.configuration.lists.rows import bare_host
    from crawler.prospecting.block import Proposal
    from crawler.prospecting.proposing import home_of, id_of

    host = urlsplit(findings.front.url).hostname or ""
    home = home_of(findings.front, host, findings.samples, findings.probes)
    return Proposal(
        id=options["id"] or id_of(host, home.country, config.sources),
        name=findings.front.name or bare_host(host),
        domains=(bare_host(host),),
        home=home,
        choice=findings.choice,
        samples=findings.samples,
        allow_private=options["allow_private"],
        now=now,
    )


def _write(folders: Folders, id_: str, block: str) -> str:
    from crawler.configuration.editing import append_block

    return str(append_block(folders.config, id_, block))


def verdicts(findings: Findings, proposal: Proposal) -> Iterator[str]:
    """What was found, a line each, for a person."""
    from crawler.prospecting.pace import spoken

    yield f"front page  {findings.front.url}"
    yield f"robots.txt  {_robots(findings)}"
    for probe in findings.choice.taken:
        pace = probe.pace(proposal.now)
        age = f", newest {spoken(pace.age(proposal.now))} old" if pace.newest else ", no dates"
        yield f"take        {probe.url}: {probe.told}, {pace.items} items{age}; by {probe.found_by}"
    yield from _refused(findings)
    for sample in findings.samples:
        yield f"article     {sample.url}: {sample.why or _read(sample)}"
    yield f"paywall     {_share(findings, 'partial')}"
    yield f"challenge   {_share(findings, 'challenge')}"
    yield f"JavaScript  {_share(findings, 'scripted')}"
    yield f"opt-outs    {', '.join(_opt_outs(findings)) or 'none found'}"
    yield f"poll        every {format_duration(proposal.every)}" if proposal.every else "poll        at its own pace"


def _refused(findings: Findings) -> Iterator[str]:
    for weighed in findings.choice.refused:
        yield f"leave       {weighed.probe.url}: {weighed.why}"


def _read(sample: Sample) -> str:
    return f"{sample.words} words, {sample.published or 'no date'}, {sample.title or 'no headline'}"


def _robots(findings: Findings) -> str:
    from crawler.asking import Refusal

    robots = findings.robots
    if isinstance(robots, Refusal):
        return f"could not be had: {robots.detail}"
    barred = [sample.url for sample in findings.samples if sample.reason == "robots_disallowed"]
    delay = f", one request every {robots.crawl_delay:g} s" if robots.crawl_delay else ""
    verdict = f"forbids {len(barred)} of {len(findings.samples)} articles" if barred else "lets us in"
    return f"{verdict}{delay}, names {len(robots.sitemaps)} sitemaps"


def _share(findings: Findings, what: str) -> str:
    hits = {
        "partial": [one for one in findings.samples if one.access != "full"],
        "challenge": [one for one in findings.samples if one.reason == "challenge"],
        "scripted": [one for one in findings.samples if one.scripted],
    }[what]
    return f"{len(hits)} of {len(findings.samples)} articles" if hits else "none met"


def _opt_outs(findings: Findings) -> list[str]:
    from crawler.prospecting.samples import opt_outs

    return list(dict.fromkeys(word for sample in findings.samples for word in opt_outs(sample.rights)))


def _row(findings: Findings, proposal: Proposal, block: str, written: str | None) -> dict[str, Any]:
    return {
        "id": proposal.id,
        "name": proposal.name,
        "language": proposal.home.language,
        "country": proposal.home.country,
        "every": proposal.every,
        "enabled": proposal.enabled,
        "taken": [{"url": p.url, "kind": p.kind, "told": p.told, "items": len(p.links)} for p in findings.choice.taken],
        "left": [{"url": weighed.probe.url, "why": weighed.why} for weighed in findings.choice.refused],
        "articles": [
            {"url": one.url, "words": one.words, "title": one.title, "published": one.published, "why": one.why}
            for one in findings.samples
        ],
        "opt_outs": _opt_outs(findings),
        "verdicts": list(verdicts(findings, proposal)),
        "block": block,
        "written": written,
    }
