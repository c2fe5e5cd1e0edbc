"""The labelled set: invented Spanish and English news with stories, copies, credits, revisions and translations.

Files of `labelled/` hold one group of related stories each, so that what is hard to tell apart lies in one half of the
set. Odd files are for development, even ones are held out. A story begins with `## NAME`, an article with

    @ ID SOURCE LANGUAGE TIME [agency=KEY|-] [hidden] [copy=ID] [drop=1,3] [from=ID] [rewrite=ID] [rev=ID] [types=...]

then its headline (`=`: that of the article it copies) and one paragraph a line. `| ` gives a dateline, `~ A => B` a
replacement, `+ ` a paragraph at the end; {url:ID} is the address of another article. `agency` is the agency whose text
it is ('-': none); `hidden`: its page does not say so. `from` names the article that it credits by address, `rewrite`
the one that it tells again without a credit.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

FOLDER = Path(__file__).parent / "labelled"
_ADDRESS = re.compile(r"\{url:(\w+)\}")


@dataclass(slots=True, kw_only=True)
class Labelled:
    """One version of one article, and what is true of it."""

    id: str
    """`03:b1`: file and article; a revision has the id of what it revises."""
    version: str
    """The same with the version's own name."""
    source: str
    language: str
    published: str
    story: str
    held_out: bool
    title: str = ""
    text: str = ""
    agency: str | None = None
    """Key of the agency whose text it is."""
    hidden: bool = False
    """Whether its own page does not name that agency."""
    copy_of: str | None = None
    credits: str | None = None
    """Id of the article that its credit line leads to."""
    rewrite_of: str | None = None
    revises: str | None = None
    """Version that it revises."""
    types: frozenset[str] = frozenset()
    """What kind of revision it is: types of pipelines.revising.edits."""
    first_published: str = ""
    """Publication of the first version."""
    dateline: str = ""
    paragraphs: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        """Its address."""
        return url_of(self.id, self.source)


def url_of(id_: str, source: str) -> str:
    """The address of an article."""
    return f"https://www.{source}.example/news/{id_.replace(':', '/')}-story"


def load() -> list[Labelled]:
    """All versions, in order of publication."""
    found: dict[str, Labelled] = {}
    for path in sorted(FOLDER.glob("*.txt")):
        _load_file(path, found)
    for one in found.values():
        one.text = _ADDRESS.sub(lambda match, one=one: _address(match[1], one, found), one.text)
    return sorted(found.values(), key=lambda one: (one.published, one.version))


def _address(name: str, one: Labelled, found: dict[str, Labelled]) -> str:
    target = found[f"{one.id.split(':')[0]}:{name}"]
    one.credits = target.id
    return target.url


def _load_file(path: Path, found: dict[str, Labelled]) -> None:
    group, story = path.stem[:2], ""
    for block in re.split(r"^(?=## |@ )", path.read_text(encoding="utf-8"), flags=re.MULTILINE):
        if block.startswith("## "):
            story = f"{group}:{block[3:].strip()}"
        elif block.startswith("@ "):
            one = _article(group, story, block[2:].strip().split("\n"), found)
            found[one.version] = one


def _article(group: str, story: str, lines: list[str], found: dict[str, Labelled]) -> Labelled:
    name, source, language, time, *labels = lines[0].split()
    said = dict(label.partition("=")[::2] for label in labels)
    base = found.get(f"{group}:{said.get('copy') or said.get('rev')}")
    version = f"{group}:{name}"
    one = Labelled(
        id=base.id if base and "rev" in said else version,
        version=version,
        source=source,
        language=language,
        published=f"{time}:00+00:00",
        story=story,
        held_out=int(group) % 2 == 0,
        agency=said["agency"] if said.get("agency", "-") != "-" else None,
        hidden="hidden" in said,
        copy_of=base.id if base and "copy" in said else None,
        rewrite_of=f"{group}:{said['rewrite']}" if "rewrite" in said else None,
        revises=base.version if base and "rev" in said else None,
        types=frozenset(said.get("types", "").split(",")) - {""},
    )
    one.first_published = base.first_published if base and one.revises else one.published
    if "rev" in said and base and "agency" not in said:
        one.agency = base.agency
    _fill(one, lines[1:], base, [int(n) for n in said.get("drop", "").split(",") if n])
    return one


def _fill(one: Labelled, lines: list[str], base: Labelled | None, dropped: list[int]) -> None:
    own = [line for line in lines if line[:2] not in ("| ", "~ ", "+ ")]
    kept = [p for n, p in enumerate(base.paragraphs, 1) if n not in dropped] if base else []
    one.title = base.title if base and (not own or own[0] == "=") else own[0]
    one.paragraphs = kept or own[1:]
    one.dateline = next((line[2:] for line in lines if line.startswith("| ")), "")
    if base and one.revises:
        one.dateline = base.dateline if base.text.startswith(base.dateline) else ""
    one.paragraphs += [line[2:] for line in lines if line.startswith("+ ")]
    one.text = "\n".join(one.paragraphs)
    one.text = f"{one.dateline} {one.text}" if one.dateline else one.text
    for line in lines:
        if line.startswith("~ "):
            old, new = line[2:].split(" => ")
            before = one.title + one.text
            one.title, one.text = one.title.replace(old, new), one.text.replace(old, new)
            assert one.title + one.text != before, (one.version, old)
    one.paragraphs = one.text.removeprefix(one.dateline).strip().split("\n")
