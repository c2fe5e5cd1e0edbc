"""A digest as HTML that mail programs show: no script, no image, no style sheet from elsewhere. Pure.

Everything from outside is escaped, and only http(s) addresses become links.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import tzinfo
from html import escape

from pipelines.alert_messages import badges, clean, excerpt_of, plural, shown_time, title_of
from pipelines.digest import Digest, Told
from pipelines.digest_text import edit_words, origin_of, span_of

_STYLE = "font-family:Georgia,serif;max-width:42em;margin:0 auto;padding:1em;line-height:1.45"
_SMALL = "color:#555;font-size:90%"


def digest_html(digest: Digest, zone: tzinfo, ident: str) -> str:
    """A whole document."""
    title = f"News digest {digest.name[:10]}"
    body = "\n".join(_parts(digest, zone))
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        '<meta name="viewport" content="width=device-width"></head>\n'
        f'<body style="{_STYLE}">\n<h1>{escape(title)}</h1>\n{_small(span_of(digest, zone))}\n{body}\n'
        f"<hr>{_small(f'presswatch, message {ident}')}\n</body></html>\n"
    )


def _parts(digest: Digest, zone: tzinfo) -> Iterator[str]:
    if digest.empty:
        yield "<p>Nothing new.</p>"
    if digest.stories:
        yield "<h2>Top stories</h2>"
        yield from (_story(told, zone) for told in digest.stories)
    for section in digest.sections:
        yield f"<h2>{escape(clean(section.name))}</h2>"
        yield from (_story(told, zone) for told in section.stories)
        if section.more:
            yield _small(f"and {plural(section.more, 'more story', 'more stories')}")
    yield from _changes(digest, zone)
    if digest.troubles:
        yield "<h2>Sources that are not well</h2>"
    for trouble in digest.troubles:
        state = f"{trouble.kind.replace('_', ' ')} since {shown_time(trouble.since, zone)}"
        yield f"<p><b>{escape(clean(trouble.outlet))}</b>: {escape(state)}<br>{escape(clean(trouble.detail))}</p>"


def _changes(digest: Digest, zone: tzinfo) -> Iterator[str]:
    if digest.edits:
        yield "<h2>Corrections and edits</h2>"
    for edit in digest.edits:
        about = f"{edit.outlet}, {shown_time(edit.at, zone)}: {edit_words(edit)}"
        yield f"<h3>{_link(edit.article['url'], title_of(edit.article))}</h3>{_small(about)}"
    if digest.takedowns:
        yield "<h2>Taken down</h2>"
    for gone in digest.takedowns:
        about = f"{gone.outlet}, gone since {shown_time(gone.at, zone)}"
        yield f"<h3>{_link(gone.article['url'], title_of(gone.article))}</h3>{_small(about)}"


def _story(told: Told, zone: tzinfo) -> str:
    notes = [
        origin_of(told, zone),
        *([told.why] if told.why else []),
        *(f"[{badge}]" for badge in badges(told.article)),
    ]
    excerpt = f"<p>{escape(excerpt_of(told.article))}</p>" if told.article["text"] else ""
    return f"<h3>{_link(told.article['url'], title_of(told.article))}</h3>{excerpt}" + "".join(map(_small, notes))


def _link(url: str, text: str) -> str:
    if not url.startswith(("http://", "https://")):
        return escape(text)
    return f'<a href="{escape(clean(url))}">{escape(text)}</a>'


def _small(text: str) -> str:
    return f'<p style="{_SMALL}">{escape(clean(text))}</p>'
