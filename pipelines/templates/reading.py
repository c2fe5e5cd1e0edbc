"""Reading a page by a template, and the guard that sends it back."""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml.html import HtmlElement

from pipelines.templates.evidence import bare, line_hash
from pipelines.templates.learning import Template
from pipelines.templates.walk import Block, Node, blocks_of, matching, running_chars
from pipelines.watching.headlines import speaks_of

KEEP = 0.5
"""Share of a path's characters that the teacher must have kept for its blocks to belong."""
SHORTEST = 250
"""Characters below which a text is doubted."""
USUAL = 0.6
"""Part of the usual share of the container's text below which a text is doubted."""
UNSEEN = 0.5
"""Share of the text from paths never seen above which it is doubted."""
FEWER = 0.4
"""Part of the container's usual share of a page's text below which a page is doubted."""
LINKED = 0.3
"""What the share of links in a text may be above the usual."""
FOREIGN = 0.5
"""Part of the usual length below which a text must speak of its headline."""
AUDITED = 50
REMOVED = 0.4
"""Most of a text that may be taken for boilerplate: a second copy of an article must not wipe it out."""
_TEXT_TAGS = frozenset({"p", "h2", "h3", "h4", "li", "blockquote", "pre"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """Why a template's text is not to be trusted."""

    why: str
    """unknown (no template), audit, container, short, boilerplate, unseen, links, share, elsewhere or headline."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteTemplates:
    """What a reader may use for a page of a site."""

    version: int
    """0: nothing is known yet."""
    templates: tuple[Compiled, ...]
    teach: bool = True
    """Whether a page that trafilatura reads may teach more."""

    def read(self, root: HtmlElement, url: str, headline: str = "") -> str | Doubt:
        """The text by the first template that is not in doubt; or the doubt of the last.

        One page in AUDITED is doubted for the teacher to look at, the same one each time. headline: what a short
        text must speak of.
        """
        if self.templates and line_hash(url) % AUDITED == 0:
            return Doubt(why="audit")
        return self.first(root, headline)[0]

    def first(self, root: HtmlElement, headline: str = "") -> tuple[str | Doubt, str | None]:
        """The same without audits, and the container of the template that read the page."""
        found: str | Doubt = Doubt(why="unknown")
        for one in self.templates:
            found = one.read(root)
            if isinstance(found, str):
                strange = len(found) < FOREIGN * one.template.chars and not speaks_of(headline, found)
                return (Doubt(why="headline"), None) if strange else (found, one.template.container)
        return found, None

    def has(self, container: str) -> bool:
        """Whether there is a template of that container."""
        return any(one.template.container == container for one in self.templates)


UNKNOWN = SiteTemplates(version=0, templates=())
"""A site of which nothing is known."""


@dataclass
class Compiled:
    """A template made ready for reading."""

    template: Template
    top: Node = field(init=False)
    """The container, and below it all that was seen in it."""
    boilerplate: frozenset[int] = field(init=False)

    def __post_init__(self) -> None:
        self.top = Node(self.template.container)
        for path, ratio in self.template.paths.items():
            node = self.top if path == self.top.path else self.top.grown(path)
            node.keep = ratio >= KEEP
        for path in self.template.closed:
            self.top.grown(path).closed = True
        self.boilerplate = frozenset(self.template.boilerplate)

    def read(self, root: HtmlElement) -> str | Doubt:
        """The page's text, a line for each block; or why it is doubted."""
        elements = list(matching(root, self.template.container))
        if not elements:
            return Doubt(why="container")
        blocks = [block for element in elements for block in blocks_of(element, self.top)]
        kept = [block for block in blocks if self._belongs(block)]
        lines = [block for block in kept if line_hash(bare(block.text)) not in self.boilerplate]
        doubt = self._doubt_of_text(kept, lines) or self._doubt_of_page(root, elements, sum(len(b.text) for b in lines))
        return doubt or "\n".join(block.text for block in lines)

    def _belongs(self, block: Block) -> bool:
        """Whether a block is of the article. One whose path was never seen is judged by its last step."""
        if block.node.keep is not None:
            return block.node.keep
        last = block.node.path.rpartition("/")[2]
        ratio = self.template.steps.get(last)
        if ratio is not None:
            return ratio >= KEEP
        return last.partition(".")[0].partition("#")[0] in _TEXT_TAGS and 2 * block.linked < len(block.text)

    def _doubt_of_text(self, kept: list[Block], lines: list[Block]) -> Doubt | None:
        found = sum(len(block.text) for block in kept)
        left = sum(len(block.text) for block in lines)
        if left < SHORTEST:
            return Doubt(why="short")
        if left < (1 - REMOVED) * found:
            return Doubt(why="boilerplate")
        if sum(len(block.text) for block in kept if block.node.keep is None) > UNSEEN * found:
            return Doubt(why="unseen")
        if sum(block.linked for block in lines) > (self.template.linked + LINKED) * left:
            return Doubt(why="links")
        return None

    def _doubt_of_page(self, root: HtmlElement, elements: list[HtmlElement], left: int) -> Doubt | None:
        """Whether the text is not what it should be beside all that runs on the page.

        A redesign may leave the old container with something else in it; then the article is elsewhere.
        """
        inside = sum(map(running_chars, elements))
        outside = running_chars(root) - inside
        if left < USUAL * self.template.share * inside:
            return Doubt(why="share")
        moved = outside - self.template.outside > left
        if moved or (outside > left and inside < FEWER * self.template.inside * (inside + outside)):
            return Doubt(why="elsewhere")
        return None
