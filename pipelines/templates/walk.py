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


@dataclass(slots=True, kw_only=True)
class Block:
    """A run of text."""

    path: str
    """Steps from the starting element down, parted by '/'."""
    text: str
    """One line, whitespace folded."""
    linked: int
    """How many of its characters are links' text."""


def blocks_of(element: HtmlElement, path: str, closed: frozenset[str] = frozenset()) -> list[Block]:
    """The blocks below an element, in document order.

    path: the element's own path. closed: paths of subtrees that are not entered.
    """
    walker = _Walker(closed)
    walker.enter(element, path)
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
    def __init__(self, closed: frozenset[str]) -> None:
        self.blocks: list[Block] = []
        self._closed = closed
        self._parts: list[str] = []
        self._linked = 0

    def enter(self, element: HtmlElement, path: str) -> None:
        """Walk a block-level element."""
        self._inside(element, path, in_link=False)
        self._flush(path)

    def _inside(self, element: HtmlElement, path: str, *, in_link: bool) -> None:
        self._add(element.text, in_link=in_link)
        for child in element:
            tag = child.tag
            if isinstance(tag, str) and tag not in SKIPPED:
                if tag in INLINE:
                    self._inline(child, path, in_link=in_link or tag == "a")
                else:
                    self._block(child, path)
            self._add(child.tail, in_link=in_link)

    def _inline(self, child: HtmlElement, path: str, *, in_link: bool) -> None:
        if child.tag == "br":
            self._flush(path)
        else:
            self._inside(child, path, in_link=in_link)

    def _block(self, child: HtmlElement, path: str) -> None:
        self._flush(path)
        below = f"{path}/{step_of(child)}"
        if below not in self._closed:
            self.enter(child, below)

    def _add(self, text: str | None, *, in_link: bool) -> None:
        if text and not text.isspace():
            self._parts.append(text)
            if in_link:
                self._linked += len(text)

    def _flush(self, path: str) -> None:
        if self._parts:
            text = " ".join("".join(self._parts).split())
            if text:
                self.blocks.append(Block(path=path, text=text, linked=min(self._linked, len(text))))
            self._parts, self._linked = [], 0


def matching(root: HtmlElement, path: str) -> Iterator[HtmlElement]:
    """Elements whose path from the root is `path`, in document order."""
    steps = path.split("/")
    level = [root] if step_of(root) == steps[0] else []
    for wanted in steps[1:]:
        level = [
            child for element in level for child in element if isinstance(child.tag, str) and step_of(child) == wanted
        ]
    yield from level
