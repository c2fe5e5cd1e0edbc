"""Text from outside, made harmless to show: nothing in it can move a cursor, turn the line around, or hide."""

from __future__ import annotations

import re

# control characters (C0, DEL, C1), bidirectional marks, embeddings, overrides and isolates (UAX #9), line and paragraph
# separators, the invisible tag characters, surrogates
_TREACHEROUS = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
_BREAKS = re.compile(r"[\t\n\r]+")


def visible(text: str) -> str:
    r"""One line: line breaks and tabs become a space, anything treacherous its escape, such as `\x1b` or `\u202e`."""
    return _escaped(_BREAKS.sub(" ", text))


def visible_lines(text: str) -> str:
    """As `visible`, but line breaks stay."""
    return "\n".join(visible(line) for line in text.split("\n"))


def without_marks(text: str) -> str:
    """For a page that isolates each value by markup: treacherous characters but line breaks and tabs become `�`."""
    return _TREACHEROUS.sub(lambda found: found[0] if found[0] in "\t\n" else "\ufffd", text)


def json_safe(encoded: str) -> str:
    r"""JSON with every treacherous character but line breaks written as `\uXXXX`: the same data, harmless to print."""
    return _TREACHEROUS.sub(lambda found: found[0] if found[0] == "\n" else _json_escape(found[0]), encoded)


def _escaped(text: str) -> str:
    return _TREACHEROUS.sub(lambda found: found[0].encode("unicode_escape").decode("ascii"), text)


def _json_escape(character: str) -> str:
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at]:02x}{units[at + 1]:02x}" for at in range(0, len(units), 2))
