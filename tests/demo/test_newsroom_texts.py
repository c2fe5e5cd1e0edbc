"""What the newsroom's articles are, and that its pages hold them."""

import html
from itertools import combinations

import pytest

from crawler.demo.layouts import inline
from crawler.demo.pieces import read_piece, slug
from pipelines.reasons import Reason

COPIES_APART = {"template"}  # two days of one price report: alike by form, which is what they are there for


def shingles(text):
    words = text.casefold().split()
    return {tuple(words[i : i + 3]) for i in range(len(words) - 2)}


def shared(one, other):
    """Share of the shorter text's 3-word shingles that stand in the longer."""
    a, b = shingles(one.text), shingles(other.text)
    return len(a & b) / min(len(a), len(b))


@pytest.fixture
def pieces(room):
    return {piece.key: piece for piece in room.articles}


def test_there_are_enough_and_each_is_long_enough(pieces):
    assert 50 <= len(pieces) <= 65
    short = {"video", "gone", "soft_404", "empty", "index", "paywalled", "disallowed"}
    assert all(150 <= piece.words <= 450 for piece in pieces.values() if piece.role not in short)


def test_every_outcome_is_stored_or_a_reason(pieces):
    allowed = {"stored", "either", *map(str, Reason)}
    assert {piece.outcome for piece in pieces.values()} <= allowed
    assert {"empty", "soft_404", "gone", "index_page", "robots_disallowed"} <= {p.outcome for p in pieces.values()}


def test_every_page_holds_its_whole_text(client, room, pieces):
    codecs = {site.id: site.encoding for site in room.sites}
    for piece in pieces.values():
        if piece.status == 200 and not piece.held:
            page = html.unescape(client.get(piece.url).body.decode(codecs[piece.site]))
            missing = [p for p in piece.paragraphs if p.removeprefix("## ") not in page]
            assert not missing, piece.key


def test_pages_answer_with_the_status_they_are_there_for(client, pieces):
    statuses = {key: client.get(piece.url).status for key, piece in pieces.items() if not piece.held}
    assert {key for key, status in statuses.items() if status != 200} == {"lagaceta/borrado"}


def test_the_seed_stands_on_four_hosts(pieces):
    agency, infobae = pieces["europapress/eeuu-irak"], pieces["infobae/eeuu-irak"]
    third, english = pieces["lagaceta/eeuu-irak"], pieces["levantdispatch/us-iraq"]
    assert agency.dateline == "MADRID, 25 Jul. (EUROPA PRESS) -"
    assert third.dateline == "MADRID, 25 Jul. 2024 (Europa Press) -"
    assert infobae.dateline is None
    assert len(english.paragraphs) == 7
    assert english.credit == f"Image and News Source: {infobae.url}"


def test_the_seed_copies_are_copies_and_the_rewrite_is_none(pieces):
    agency = pieces["europapress/eeuu-irak"]
    assert shared(agency, pieces["infobae/eeuu-irak"]) > 0.9
    assert 0.7 < shared(agency, pieces["lagaceta/eeuu-irak"]) < 1.0
    assert shared(agency, pieces["levantdispatch/us-iraq"]) == 0.0


def test_the_agency_had_it_first(pieces):
    told = ["europapress/eeuu-irak", "infobae/eeuu-irak", "lagaceta/eeuu-irak", "levantdispatch/us-iraq"]
    times = [pieces[key].published for key in told]
    assert times == sorted(times)


def test_the_lookalike_names_the_same_people_and_is_another_text(pieces):
    seed, alike = pieces["europapress/eeuu-irak"], pieces["europapress/austin-f16"]
    assert all(name in text for name in ("Lloyd Austin", "Thabit al Abbasi") for text in (seed.text, alike.text))
    assert shared(seed, alike) < 0.15


def test_only_declared_copies_share_text(pieces):
    groups = {key: piece.copy_of or key for key, piece in pieces.items()}
    groups["infobae/choco"] = groups["lagaceta/choco"]
    told = [p for p in pieces.values() if p.words > 30 and p.role not in COPIES_APART]
    for one, other in combinations(told, 2):
        same = groups[one.key] == groups[other.key]
        assert (shared(one, other) > 0.7) == same, (one.key, other.key)


def test_keys_that_pieces_name_exist(pieces):
    named = [key for p in pieces.values() for key in (*p.related, p.copy_of, p.rewrite_of) if key]
    assert named
    assert set(named) <= set(pieces)


def test_addresses_are_filled_in(pieces):
    assert not [key for key, piece in pieces.items() if "{" in piece.text + (piece.credit or "")]


def test_a_file_without_a_head_is_refused(tmp_path):
    (tmp_path / "x.txt").write_text("just words", encoding="utf-8")
    with pytest.raises(ValueError, match="no TOML head"):
        read_piece(tmp_path / "x.txt", "somewhere")


def test_text_becomes_safe_html():
    assert (
        inline('a < b & "c" [d](http://e.localhost/)')
        == 'a &lt; b &amp; &#34;c&#34; <a href="http://e.localhost/">d</a>'
    )
    assert slug("Estado Islámico, año 1") == "estado-islamico-ano-1"
