"""What the pages of a site say about its addresses: which canonical links hold, which parameters change nothing. Pure.

A wrong merge loses an article. So a canonical link is believed only within one site and only where it plainly names
the same page, and a parameter is dropped only after pages of different articles were seen to be the same without it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from pipelines.urls import InvalidUrl, same_site, url_key

PAGES = 5
"""Different articles that must have been seen under two values of a parameter, the same each time."""

_TELLING = re.compile(r"\d{4}|[^\W_]+[-_.~][^\W_]+|\w{16}")
"""A step of a path that no two pages of a site share by chance: a number, a slug, a long word."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Twin:
    """One address seen with two values of a parameter, or with and without it."""

    content_hash: str
    """Of title and text of the first."""
    same: bool
    """Whether the second had the same, and neither page claimed the parameter as part of its address."""


def same_page(canonical: str, final_url: str) -> bool:
    """Whether a page's canonical link plainly names that page, so that it may be taken for another address of it.

    It lies on the same site; what it asks for was asked for (no parameter has another value or is added); and the path
    is equal, or its last step is and tells the page apart from others. So neither a link to somebody else's page, nor
    one that is stuck on a single page of a site, makes a page swallow another.
    """
    try:
        keys = url_key(canonical), url_key(final_url)
        if host_in(keys[0]) != host_in(keys[1]) and not same_site(canonical, final_url):
            return False
    except InvalidUrl:
        return False
    named, fetched = map(_parts, keys)
    if not set(named[1]) <= set(fetched[1]):
        return False
    last = named[0].rpartition("/")[2]
    return named[0] == fetched[0] or (last == fetched[0].rpartition("/")[2] and bool(_TELLING.search(last)))


def host_in(key: str) -> str:
    """The host of a URL key, with its port."""
    return re.split("[/?#]", key.partition(":")[2], maxsplit=1)[0]


def parameters(key: str) -> dict[str, str]:
    """The parameters of a URL key with their values; those that stand twice, and fragments, are left alone."""
    found: dict[str, str] = {}
    names = [pair.partition("=")[0] for pair in _parts(key)[1]]
    for pair in _parts(key)[1]:
        name, _, value = pair.partition("=")
        if name and names.count(name) == 1:
            found[name] = value
    return found


def without(key: str, names: Iterable[str]) -> str:
    """A URL key without some parameters."""
    dropped = set(names)
    address, question, rest = key.partition("?")
    query, hash_sign, fragment = rest.partition("#")
    kept = [pair for pair in query.split("&") if pair.partition("=")[0] not in dropped]
    return address + (question if any(kept) else "") + "&".join(kept) + hash_sign + fragment


def changes_nothing(twins: Iterable[Twin]) -> bool:
    """Whether a parameter was shown to change nothing at a site.

    PAGES articles with different texts must have stayed the same: a wall or an error page that answers for every
    address is one text. A single one that did not speaks against it for good.
    """
    seen = list(twins)
    return all(twin.same for twin in seen) and len({twin.content_hash for twin in seen}) >= PAGES


def _parts(key: str) -> tuple[str, list[str]]:
    address, _, rest = key.partition("?")
    return address, [pair for pair in rest.partition("#")[0].split("&") if pair]
