"""Character sets that a stranger's label may name."""

from __future__ import annotations

import codecs

from w3lib.encoding import resolve_encoding

_NO_CHARSETS = frozenset(
    {"idna", "punycode", "undefined", "unicode-escape", "raw-unicode-escape", "utf-7", "mbcs", "oem"}
)
"""What Python decodes beside character sets: slow, evaluating escapes, or failing always. The web forbids UTF-7."""


def charset(label: str) -> str | None:
    """The codec of the character set that a label names, web aliases included; None where it names none."""
    name = resolve_encoding(label)
    if name is None or name.replace("_", "-") in _NO_CHARSETS:
        return None
    return name if codecs.lookup(name)._is_text_encoding else None  # noqa: SLF001 - bytes.decode asks it too


def is_wide(label: str) -> bool:
    """Whether a label names UTF-16 or UTF-32, in which every `<` is written with a zero byte."""
    return label.lower().replace("_", "-").startswith(("utf-16", "utf-32", "utf16", "utf32"))
