"""The tables of watchlists.toml: read strictly, and refused with place and mend."""

from __future__ import annotations

import re
from datetime import time

import pytest

from crawler.configuration import from_json, load, to_json
from crawler.configuration.files import shipped_folder
from pipelines.watchlists import WEEKDAYS, Watchlist

WHOLE = """
[pesca]
name = "Acuerdo de pesca"
query = '''
"acuerdo de pesca"
OR (pesc* NEAR/5 "río manso")
'''
channels = ["desk"]
urgency = "high"
quiet = "22:00-07:00"
days = ["fri", "mon"]
throttle = "15m"
"""
HOOK = '[desk]\nkind = "webhook"\nurl = "https://hooks.example.org/x"\n'


@pytest.fixture
def hook(folder):
    (folder / "channels.toml").write_text(HOOK)
    return folder


def test_a_whole_table_becomes_a_watchlist(hook):
    (hook / "watchlists.toml").write_text(WHOLE)
    assert load(None).watchlists == {
        "pesca": Watchlist(
            id="pesca", name="Acuerdo de pesca", query='"acuerdo de pesca"\nOR (pesc* NEAR/5 "río manso")\n',
            channels=("desk",), urgency="high", quiet=(time(22), time(7)), days=("mon", "fri"), throttle=900.0,
        )
    }  # fmt: skip


def test_a_query_is_enough(folder):
    (folder / "watchlists.toml").write_text("[mar]\nquery = 'mar'\n")
    assert load(None).watchlists == {"mar": Watchlist(id="mar", name="mar", query="mar", days=WEEKDAYS)}


def test_the_shipped_example_can_be_taken_as_it_stands(hook):
    shipped = (shipped_folder() / "watchlists.toml").read_text(encoding="utf-8")
    example = shipped[shipped.index("# [irak-ei]") :]
    (hook / "watchlists.toml").write_text("".join(line[2:] + "\n" for line in example.splitlines()), encoding="utf-8")
    assert list(load(None).watchlists) == ["irak-ei"]


def test_readers_are_not_told_of_watchlists(hook):
    (hook / "watchlists.toml").write_text(WHOLE)
    assert from_json(to_json(load(None))).watchlists == {}


@pytest.mark.usefixtures("hook")
@pytest.mark.parametrize(("text", "where", "said"), [
    ("[mar]\nquery = 'mar AND'", '[mar] query', ("'mar AND', column 8: a word is missing here", 'add one')),
    ("[mar]\nquery = '''\nmar\nOR (sol AND\n  x*)'''", '[mar] query', ('line 3, column 3: fewer than 3', 'write more')),
    ("[mar]\nquery = '-mar -sol'", '[mar] query', ('column 1: it only says what must not occur', 'add a word')),
    ("[mar]\nquery = '(a+)+$'", '[mar] query', ('column 5: it holds no letter', 'search for a word')),
    ("[mar]\nquery = '^(([a-z])+.)+$'", '[mar] query', ('column 1: this looks like a regular expression|letter', '.')),
    ("[mar]\nquery = 'mar.*sol'", '[mar] query', ('column 4: this looks like a regular expression', 'prefix')),
    ("[mar]\nquery = 'colour:red'", '[mar] query', ("column 1: there is no field 'colour'", 'use title, author')),
    ("[mar]\nquery = 'mar source:infobea'", '[mar] query', ("there is no source 'infobea'", 'did you mean infobae')),
    ("[mar]\nquery = 'mar agency:reuter'", '[mar] query', ("there is no agency 'reuter'", 'did you mean reuters')),
    ("[mar]\nquery = 'mar watch:sol'", '[mar] query', ('what a watchlist caught', 'what that one looks for')),
    ('[mar]\nquery = 7', '[mar] query', ('it is no text', 'estado')),
    ("[mar]\nname = 'mar'", '[mar] query', ('it is missing', 'estado')),
    ("[mar]\nquery = 'mar'\nchannels = ['dosk']", '[mar] channels', ("no channel 'dosk'", 'did you mean desk')),
    ("[mar]\nquery = 'mar'\nchannels = 'desk'", '[mar] channels', ('no list of texts', 'channels = ')),
    ("[mar]\nquery = 'mar'\nurgency = 'hihg'", '[mar] urgency', ("'hihg' is no urgency", 'digest, normal, high')),
    ("[mar]\nquery = 'mar'\nquiet = '22-7'", '[mar] quiet', ('no span of hours', '22:00-07:00')),
    ("[mar]\nquery = 'mar'\nquiet = '07:00-07:00'", '[mar] quiet', ('no span of hours', '22:00-07:00')),
    ("[mar]\nquery = 'mar'\ndays = ['lunes']", '[mar] days', ("'lunes' is no day", 'mon, tue')),
    ("[mar]\nquery = 'mar'\nthrottle = '15x'", '[mar] throttle', ('no duration', '15m')),
    ("[mar]\nquery = 'mar'\nquery_ = 'x'", '[mar] query_', ('no such key', 'did you mean query')),
    ("[Mar]\nquery = 'mar'", '[Mar]', ("'Mar' cannot name a watchlist", 'a-z')),
    ("mar = 'x'", 'mar', ('outside a table', '\\[elections\\]')),
])  # fmt: skip
def test_a_fault_is_told_with_its_place_and_mend(complaints, text, where, said):
    ((which, told, way),) = complaints(text, "watchlists.toml")
    assert which == f"config/watchlists.toml {where}"
    assert re.search(said[0], told), told
    assert re.search(said[1], way), way


def test_every_fault_is_told_at_once(hook, complaints):
    found = complaints("[a]\nquery = 'a AND'\nchannels = ['x']\n[b]\nquery = '-b'\n", "watchlists.toml")
    assert [which for which, _, _ in found] == [
        "config/watchlists.toml [a] channels", "config/watchlists.toml [a] query", "config/watchlists.toml [b] query",
    ]  # fmt: skip
