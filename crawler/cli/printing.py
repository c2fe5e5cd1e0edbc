"""How articles and stories look in a terminal, and how their rows look to other programs."""

from __future__ import annotations

import sqlite3
import textwrap
from datetime import tzinfo
from typing import Any

import click
import orjson

from crawler.cli.terminal import (
    cells,
    fit,
    highlighted,
    local,
    on_terminal,
    print_json,
    print_tabs,
    screen_width,
    styled,
)
from crawler.visible import visible, visible_lines
from pipelines.excerpts import marked, passage
from pipelines.querying.tree import Term
from pipelines.store.reading.articles import Record, copies_of
from pipelines.store.reading.lineage import Branch
from pipelines.store.reading.stories import Story, appeared

_RELATIONS = {
    "credits": "credits",
    "copy_of": "is a copy of",
    "credited_by": "is credited by",
    "copied_by": "was copied by",
    "retells": "tells again, without a credit,",
    "retold_by": "was told again, without a credit, by",
}


def print_articles(db: sqlite3.Connection, articles: list[Record], zone: tzinfo) -> None:
    """One row an article."""
    for held in articles:
        copies = copies_of(db, held["id"])
        if not on_terminal():
            print_tabs([held["id"], appeared(held), *_picked(held, "source language agency"), copies,
                        *_picked(held, "title url")])  # fmt: skip
            continue
        badges = " ".join(part for part in (held["agency"], f"+{copies}" if copies else "") if part)
        print_row(held["id"], local(appeared(held), zone), held["source"], (_headline(held), badges))
    _nothing_if(not articles)


def print_row(ident: str, time: str, source: str, headline: tuple[str, str]) -> None:
    """One row on a terminal: beginning of an id, time, source, headline and what is set off at the end."""
    title, badges = headline[0], visible(headline[1])
    room = screen_width() - 8 - 11 - 16 - 3 - (cells(badges) + 1 if badges else 0)
    row = [styled(ident[:8], "dim"), time[5:], styled(fit(source, 16), "blue"), fit(title, max(room, 20))]
    click.echo(" ".join([*row, styled(badges, "yellow")] if badges else row).rstrip())


def print_hits(articles: list[Record], terms: list[Term], zone: tzinfo) -> None:
    """Search results: a headline with a passage below; rows for other programs."""
    for held in articles:
        if not on_terminal():
            print_tabs([held["id"], appeared(held), *_picked(held, "source language agency title url")])
            continue
        about = f"{held['id'][:8]}  {local(appeared(held), zone)}  {visible(held['source'])}"
        click.echo(styled(highlighted(marked(_headline(held), terms)), "bold"))
        click.echo(styled(about + (f"  {visible(held['agency'])}" if held["agency"] else ""), "dim"))
        click.echo(f"  {highlighted(passage(held['text'], terms, width=2 * screen_width() - 20))}\n")
    _nothing_if(not articles)


def print_stories(stories: list[Story], zone: tzinfo, *, as_lines: bool) -> None:
    """One row a story."""
    for story in stories:
        facts = story_facts(story)
        if as_lines:
            print_json(facts)
        elif on_terminal():
            headline = (_headline(story.first), _badges(facts))
            print_row(story.id, local(facts["time"], zone), facts["first_outlet"], headline)
        else:
            print_tabs(",".join(value) if isinstance(value, list) else value for value in facts.values())
    _nothing_if(not stories and not as_lines)


def _badges(facts: dict[str, Any]) -> str:
    """Width of a story, copies folded, first agency and country."""
    width = f"{facts['outlets']} outlet{'s' * (facts['outlets'] != 1)}"
    copies = f"+{facts['copies']}" if facts["copies"] else ""
    return " ".join([part for part in (width, copies, *facts["agencies"][:1], *facts["countries"][:1]) if part])


def story_facts(story: Story) -> dict[str, Any]:
    """What one row says about a story."""
    return {
        "id": story.id,
        "time": appeared(story.first),
        "outlets": len(story.outlets),
        "copies": story.copies,
        "first_outlet": story.first["source"],
        "agencies": story.values("agency"),
        "languages": story.values("language"),
        "countries": story.values("countries"),
        "title": story.first["title"],
    }


def print_article(held: Record, zone: tzinfo, *, whole: bool) -> None:
    """An article for reading; without its text where `whole` is false."""
    click.echo(styled(visible(_headline(held)), "bold"))
    if held["subtitle"]:
        click.echo(visible(held["subtitle"]))
    click.echo()
    for name, value in _facts(held, zone):
        click.echo(f"{styled(f'{name:<11}', 'dim')} {visible(value)}")
    if whole:
        click.echo("\n" + _wrapped(held["text"]))


def print_why(held: Record, learned: list[Record], zone: tzinfo) -> None:
    """Where each field comes from, and what was learned after the article was written."""
    click.echo("\n" + styled("Where each field comes from", "bold"))
    for name, how in sorted(held["provenance"].items()):
        click.echo(f"  {visible(name):<20} {visible(how)}")
    if held["page"]:
        click.echo(f"  {'page':<20} {visible(held['page']['warc'])} at byte {held['page']['offset']}")
    click.echo("\n" + styled("Learned later", "bold"))
    for change in learned:
        step = f"{change['field']}: {change['old']} -> {change['new']}"
        click.echo(f"  {local(change['at'], zone)}  {visible(step)}  ({visible(change['why'])})")
    if not learned:
        click.echo("  nothing")


def print_lineage(held: Record, branches: list[Branch]) -> None:
    """The tree of credits and copies around an article."""
    click.echo("\n" + styled("Lineage", "bold"))
    click.echo(f"{visible(held['source'])}: {visible(_headline(held))}")
    _print_branches(branches, "")
    if not branches:
        click.echo("no credits and no copies known")


def _print_branches(branches: list[Branch], margin: str) -> None:
    for number, branch in enumerate(branches, 1):
        last = number == len(branches)
        click.echo(f"{margin}{'└── ' if last else '├── '}{_branch_line(branch)}")
        _print_branches(branch.branches, margin + ("    " if last else "│   "))


def _branch_line(branch: Branch) -> str:
    if not branch.article and not branch.url:
        return _statement(branch)
    said = f"{_RELATIONS[branch.relation]} ({visible(branch.how)}{_sure(branch)})"
    why = f": {styled(visible(_list(branch.evidence)), 'dim')}" if branch.how == "content" and branch.evidence else ""
    if branch.article:
        other = branch.article
        source, ident = styled(visible(other["source"]), "blue"), styled(other["id"][:8], "dim")
        return f"{said} {source}: {visible(_headline(other))}  {ident}{why}"
    address = " ".join(visible(part) for part in (branch.name, branch.url) if part)
    return f"{said} {address}  {styled('(not stored)', 'dim')}"


def _statement(branch: Branch) -> str:
    """A credit that leads to no text: whose it is, and the words that say so."""
    whose = f"is {visible(branch.name)} copy" if branch.name else "is wire copy"
    how = "inferred" if branch.how == "copy" else visible(branch.how)
    return f"{whose} ({how}{_sure(branch)}): {visible(branch.evidence or '')}"


def _sure(branch: Branch) -> str:
    return "" if branch.confidence is None else f", {branch.confidence:.2f}"


def _list(evidence: str | None) -> str:
    """The names and numbers of a JSON list."""
    return " ".join(orjson.loads(evidence or "[]"))


def _facts(held: Record, zone: tzinfo) -> list[tuple[str, str]]:
    """What is known of an article beside its text, absent values left out."""
    precise = held["published_precision"] == "second"
    published = local(held["published"], zone) if precise else (held["published"] or "")[:10]
    facts = [
        ("URL", held["url"]),
        ("source", held["source"]),
        ("published", published),
        ("first seen", local(held["first_seen"], zone)),
        ("modified", local(held["modified"], zone) if held["modified"] else ""),
        ("revision", " ".join([str(held["revision"]), *held.get("edits", [])]) if held["revision"] > 1 else ""),
        ("authors", ", ".join(held["authors"])),
        ("agency", held["agency"] or ""),
        ("credits", "; ".join(_credit(credit) for credit in held["credits"])),
        ("kind", " ".join(value for value in (held["kind"], held["access"]) if value not in ("article", "full"))),
        ("language", held["language"] or ""),
        ("countries", " ".join(held["countries"])),
        ("topics", ", ".join(topic["label"] for topic in held["topics"])),
        ("people", ", ".join(held["people"])),
        ("words", str(held["word_count"])),
        ("copy of", f"{held['duplicate_of']} ({held['duplicate_kind']})" if held["duplicate_of"] else ""),
        ("story", held["story"] or ""),
        ("id", held["id"]),
    ]
    return [(name, value) for name, value in facts if value]


def _credit(credit: dict[str, Any]) -> str:
    return " ".join(part for part in (credit["name"], credit["url"], f"({credit['kind']})") if part)


def _wrapped(text: str) -> str:
    width = min(screen_width(), 96)
    return "\n\n".join(textwrap.fill(line, width) for line in visible_lines(text).split("\n") if line.strip())


def _headline(held: Record) -> str:
    return held["title"] or f"[no headline] {held['text'][:80]}"


def _picked(held: Record, names: str) -> list[Any]:
    return [held[name] for name in names.split()]


def _nothing_if(empty: bool) -> None:  # noqa: FBT001 - the name says what it means
    if empty:
        click.echo("nothing stored fits", err=True)
