"""A digest as plain text. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import tzinfo

from pipelines.alert_messages import badges, clean, excerpt_of, plural, shown_time, title_of
from pipelines.digest import SMALL, Digest, Edit, Told
from pipelines.revising.edits import MEANING


def digest_text(digest: Digest, zone: tzinfo, ident: str) -> str:
    """The whole, ending with the id of the message."""
    return "\n".join(_lines(digest, zone, ident)) + "\n"


def subject_of(digest: Digest) -> str:
    """One line: the day, and the first headline."""
    told = [*digest.stories, *(one for section in digest.sections for one in section.stories)]
    first = f": {title_of(told[0].article)}" if told else ""
    return f"News digest {digest.name[:10]}{first}"[:200]


def span_of(digest: Digest, zone: tzinfo) -> str:
    """What it covers, and how much that was."""
    counts = digest.counts
    span = f"{shown_time(digest.since, zone)} to {shown_time(digest.until, zone)}"
    copies = f", {plural(counts.copies, 'copy', 'copies')} among them" if counts.copies else ""
    return f"{span}: {plural(counts.articles, 'article')} of {plural(counts.outlets, 'outlet')}{copies}"


def origin_of(told: Told, zone: tzinfo) -> str:
    """Who had it first, who has it, and how many copies are folded."""
    story = told.story
    parts = [f"first: {story.outlets[0]}, {shown_time(story.first_time, zone)}"]
    if len(story.outlets) > 1:
        rest = story.outlets[1:5]
        more = f" and {len(story.outlets) - 5} more" if len(story.outlets) > 5 else ""
        parts.append(f"also {', '.join(rest)}{more}")
    if story.copies:
        parts.append(f"{plural(story.copies, 'copy', 'copies')} folded")
    return "; ".join(parts)


def edit_words(edit: Edit) -> str:
    """What was changed, in words."""
    told = [MEANING.get(kind, kind) for kind in edit.kinds if kind != "headline" and kind not in SMALL]
    if edit.old_title is not None:
        told.append(f"the headline was: {clean(edit.old_title)}")
    return "; ".join(told) or "changed"


def _lines(digest: Digest, zone: tzinfo, ident: str) -> Iterator[str]:
    yield from (f"News digest {digest.name[:10]}", span_of(digest, zone), "")
    if digest.empty:
        yield from ("Nothing new.", "")
    if digest.stories:
        yield from _heading("Top stories")
    for told in digest.stories:
        yield from _story(told, zone)
    for section in digest.sections:
        yield from _heading(clean(section.name))
        for told in section.stories:
            yield from _story(told, zone)
        if section.more:
            yield from (f"and {plural(section.more, 'more story', 'more stories')}", "")
    yield from _changes(digest, zone)
    if digest.troubles:
        yield from _heading("Sources that are not well")
    for trouble in digest.troubles:
        yield f"{clean(trouble.outlet)}: {trouble.kind.replace('_', ' ')} since {shown_time(trouble.since, zone)}"
        yield from (f"  {clean(trouble.detail)}", "")
    yield f"-- \npresswatch, message {ident}"


def _changes(digest: Digest, zone: tzinfo) -> Iterator[str]:
    if digest.edits:
        yield from _heading("Corrections and edits")
    for edit in digest.edits:
        yield title_of(edit.article)
        yield f"  {edit.outlet}, {shown_time(edit.at, zone)}: {edit_words(edit)}"
        yield from (f"  {edit.article['url']}", "")
    if digest.takedowns:
        yield from _heading("Taken down")
    for gone in digest.takedowns:
        yield title_of(gone.article)
        yield from (f"  {gone.outlet}, gone since {shown_time(gone.at, zone)}", f"  {gone.article['url']}", "")


def _heading(text: str) -> tuple[str, str, str]:
    return text, "=" * min(len(text), 72), ""


def _story(told: Told, zone: tzinfo) -> Iterator[str]:
    yield title_of(told.article)
    for line in (origin_of(told, zone), excerpt_of(told.article), told.article["url"], told.why):
        if line:
            yield f"  {line}"
    yield from (f"  [{badge}]" for badge in badges(told.article))
    yield ""
