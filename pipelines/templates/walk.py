"""A page as blocks: the text between block-level tags, each addressed by the path of its enclosing elements."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from lxml.html import HtmlElement

INLINE = frozenset(
    {
        *("a", "abbr", "acronym", "b", "bdi", "bdo", "big", "br", "cite", "code", "data", "del", "dfn", "em", "font"),
        *("i", "img", "ins", "kbd", "label", "mark", "q", "s", "samp", "small", "span", "strike", "strong", "sub"),
        *("sup", "time", "tt", "u", "var", "wbr"),
    }
)
"""Elements that do not end a block (HTML Living Standard, 3.2.5.2.5, as far as they hold running text)."""
SKIPPED = frozenset(
    {
        *("audio", "button", "canvas", "dialog", "embed", "figcaption", "figure", "form", "head", "iframe", "input"),
        *("map", "math", "nav", "noscript", "object", "option", "picture", "script", "select", "style", "svg"),
        *("template", "textarea", "video"),
    }
)
"""Elements whose text is never an article's."""
_DIGITS = re.compile(r"\d+")
_HASHED = re.compile(r"(?=.*\d)(?=.*[a-z])[\w-]*[a-z\d]{5,}$|(?:css|sc|jsx|svelte|emotion|styles?)-", re.IGNORECASE)
"""Class names that a build tool made up: they change with the next build."""
_RANDOM = re.compile(r"(?=.*[a-z])(?=.*[A-Z\d])[A-Za-z\d]{5,12}$")
"""Ids that are made anew for each element."""
_CLASSES = 3
_HOLDERS = ("p", "div", "li", "td", "section", "article", "span", "blockquote")
_RUNNING = 80
"""Characters from which on a text is no label."""


class Node:
    """A place in a layout: the elements of a page that the same steps lead to. Nodes make a tree, from `root` down."""

    __slots__ = ("below", "closed", "keep", "path")

    def __init__(self, path: str, *, keep: bool | None = None, closed: bool = False) -> None:
        self.path = path
        """Steps from the page's root down, parted by '/'."""
        self.below: dict[str, Node] = {}
        """Step -> the node that it leads to."""
        self.keep = keep
        """Whether blocks here belong to the article; None: nothing is known of them."""
        self.closed = closed
        """Whether the elements here are not entered."""

    def grown(self, path: str) -> Node:
        """The node that a path below this one leads to, made if need be."""
        node = self
        for one in path[len(self.path) + 1 :].split("/"):
            if one not in node.below:
                node.below[one] = Node(f"{node.path}/{one}")
            node = node.below[one]
        return node


@dataclass(slots=True)
class Block:
    """A run of text."""

    node: Node
    """Where it stands."""
    text: str
    """One line, whitespace folded."""
    linked: int
    """How many of its characters are links' text."""


def blocks_of(element: HtmlElement, node: Node, *, grow: bool = False) -> list[Block]:
    """The blocks below an element, in document order.

    node: the element's own. grow: whether places not met before are added to it.
    """
    walker = _Walker(grow=grow)
    walker.enter(element, node)
    return walker.blocks


@lru_cache(maxsize=100_000)
def step(tag: str, classes: str | None, ident: str | None) -> str:
    """One step of a path: `div.article-body#main`, digits as 0, class names made by build tools left out."""
    names = [name for name in (classes or "").split() if not _HASHED.match(name)][:_CLASSES]
    named = f"#{ident.strip()}" if ident and not _RANDOM.match(ident) else ""
    text = tag + "".join(f".{name}" for name in sorted(names)) + named
    return _DIGITS.sub("0", text).replace("/", "|")


def step_of(element: HtmlElement) -> str:
    """An element's own step."""
    return step(element.tag, element.get("class"), element.get("id"))


def path_of(element: HtmlElement) -> str:
    """An element's path from the root."""
    return "/".join([*(step_of(parent) for parent in reversed(list(element.iterancestors()))), step_of(element)])


class _Walker:
    """Written for speed: it looks at every element of a page, and does not enter those without children."""

    def __init__(self, *, grow: bool) -> None:
        self.blocks: list[Block] = []
        self._grow = grow
        self._parts: list[str] = []
        self._linked = 0

    def enter(self, element: HtmlElement, node: Node) -> None:
        """Walk a block-level element."""
        self._add(element.text, in_link=False)
        if len(element):
            self._children(element, node, in_link=False)
        if self._parts:
            self._flush(node)

    def _children(self, element: HtmlElement, node: Node, *, in_link: bool) -> None:
        for child in element:
            tag = child.tag
            if tag in INLINE:
                if tag == "br":
                    self._flush(node)
                else:
                    linked = in_link or tag == "a"
                    self._add(child.text, in_link=linked)
                    if len(child):
                        self._children(child, node, in_link=linked)
            elif tag not in SKIPPED and isinstance(tag, str):
                if self._parts:
                    self._flush(node)
                if len(child) or child.text:
                    self._block(child, tag, node)
            self._add(child.tail, in_link=in_link)

    def _block(self, child: HtmlElement, tag: str, node: Node) -> None:
        one = step(tag, child.get("class"), child.get("id"))
        below = node.below.get(one)
        if below is None:
            below = Node(f"{node.path}/{one}")
            if self._grow:
                node.below[one] = below
        if not below.closed:
            self.enter(child, below)

    def _add(self, text: str | None, *, in_link: bool) -> None:
        if text and not text.isspace():
            self._parts.append(text)
            if in_link:
                self._linked += len(text)

    def _flush(self, node: Node) -> None:
        text = " ".join("".join(self._parts).split())
        if text:
            self.blocks.append(Block(node, text, min(self._linked, len(text))))
        self._parts, self._linked = [], 0


def running_chars(element: HtmlElement) -> int:
    """Characters of running text in an element, as the first words of its parts tell, whatever tags they bear.

    A rough measure that costs a third of a walk: it says how much of a page's text stands where.
    """
    return sum(len(text) for part in element.iter(*_HOLDERS) if (text := part.text) and len(text) >= _RUNNING)


def matching(root: HtmlElement, path: str) -> Iterator[HtmlElement]:
    """Elements whose path from the root is `path`, in document order."""
    steps = path.split("/")
    level = [root] if step_of(root) == steps[0] else []
    for wanted in steps[1:]:
        level = [
            child for element in level for child in element if isinstance(child.tag, str) and step_of(child) == wanted
        ]
    yield from level
