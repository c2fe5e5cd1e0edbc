"""Reading a page by a template, and the guard that sends it back."""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml.html import HtmlElement

from pipelines.templates.evidence import bare, line_hash, paragraph_chars
from pipelines.templates.learning import Template
from pipelines.templates.walk import Block, blocks_of, matching

KEEP = 0.5
"""Share of a path's characters that the teacher must have kept for its blocks to belong."""
SHORTEST = 250
"""Characters below which a text is doubted."""
USUAL = 0.6
"""Part of the usual share below which a text is doubted."""
UNSEEN = 0.5
"""Share of the text from paths never seen above which it is doubted."""
AUDITED = 50
REMOVED = 0.4
"""Most of a text that may be taken for boilerplate: a second copy of an article must not wipe it out."""
_TEXT_TAGS = frozenset({"p", "h2", "h3", "h4", "li", "blockquote", "pre"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """Why a template's text is not to be trusted."""

    why: str
    """container, short, share, unseen or boilerplate."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteTemplates:
    """What a reader may use for a page of a site."""

    version: int
    """0: nothing is known yet."""
    templates: tuple[Compiled, ...]
    teach: bool = True
    """Whether a page that trafilatura reads may teach more."""

    def read(self, root: HtmlElement, url: str) -> str | Doubt:
        """The text by the first template that is not in doubt; or the doubt of the last.

        One page in AUDITED is doubted for the teacher to look at, the same one each time.
        """
        found: str | Doubt = Doubt(why="unknown")
        if line_hash(url) % AUDITED == 0:
            return Doubt(why="audit")
        for template in self.templates:
            found = template.read(root)
            if isinstance(found, str):
                break
        return found


UNKNOWN = SiteTemplates(version=0, templates=())
"""A site of which nothing is known."""


@dataclass
class Compiled:
    """A template made ready for reading."""

    template: Template
    closed: frozenset[str] = field(init=False)
    boilerplate: frozenset[int] = field(init=False)

    def __post_init__(self) -> None:
        self.closed = frozenset(self.template.closed)
        self.boilerplate = frozenset(self.template.boilerplate)

    def read(self, root: HtmlElement) -> str | Doubt:
        """The page's text, a line for each block; or why it is doubted."""
        elements = list(matching(root, self.template.container))
        if not elements:
            return Doubt(why="container")
        blocks = [b for element in elements for b in blocks_of(element, self.template.container, self.closed)]
        kept = [(block, known) for block in blocks for keep, known in [self._judge(block)] if keep]
        lines = [block for block, _ in kept if line_hash(bare(block.text)) not in self.boilerplate]
        return self._doubt(root, kept, lines) or "\n".join(block.text for block in lines)

    def _judge(self, block: Block) -> tuple[bool, bool]:
        """Whether a block belongs, and whether its path was seen."""
        template = self.template
        ratio = template.paths.get(block.path)
        if ratio is not None:
            return ratio >= KEEP, True
        last = block.path.rpartition("/")[2]
        ratio = template.steps.get(last)
        if ratio is not None:
            return ratio >= KEEP, False
        return last.partition(".")[0].partition("#")[0] in _TEXT_TAGS and 2 * block.linked < len(block.text), False

    def _doubt(self, root: HtmlElement, kept: list[tuple[Block, bool]], lines: list[Block]) -> Doubt | None:
        found = sum(len(block.text) for block, _ in kept)
        left = sum(len(block.text) for block in lines)
        unseen = sum(len(block.text) for block, known in kept if not known)
        if left < SHORTEST:
            return Doubt(why="short")
        if left < (1 - REMOVED) * found:
            return Doubt(why="boilerplate")
        if unseen > UNSEEN * found:
            return Doubt(why="unseen")
        if left < USUAL * self.template.share * paragraph_chars(root):
            return Doubt(why="share")
        return None
