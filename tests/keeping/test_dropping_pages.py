"""Raw pages go when every page in their file may go, and the oldest when they are too many."""

from pipelines.article import Link, PageRef
from pipelines.store import captures, ledger, pages
from pipelines.store.captures import Capture
from pipelines.store.catalogue import open_catalogue
from pipelines.store.ledger import Finding
from pipelines.store.pages import Dropping, Keeping, PageFile, decide

DAY = 86400.0
NOW = 1_772_323_200.0
FOREVER = Keeping(default=None, by_source={})


def file(name: str, age: float, *sources: str, size: int = 100, needs: tuple[str, ...] = ()) -> PageFile:
    return PageFile(
        name=name, written=NOW - age * DAY, size=size, sources=frozenset(sources), needs=frozenset(needs)
    )  # fmt: skip


def test_a_file_goes_when_the_longest_time_of_its_sources_is_over():
    files = [file("old", 40, "a"), file("mixed", 40, "a", "b"), file("new", 1, "a")]
    keeping = Keeping(default=None, by_source={"a": 30 * DAY, "b": 60 * DAY})
    assert decide(files, keeping, NOW).names == ("old",)
    shorter = Keeping(default=None, by_source={"a": 30 * DAY, "b": 30 * DAY})
    assert decide(files, shorter, NOW).names == ("mixed", "old")


def test_one_source_that_keeps_for_ever_keeps_the_file():
    keeping = Keeping(default=30 * DAY, by_source={"b": None})
    assert decide([file("mixed", 400, "a", "b"), file("old", 400, "a")], keeping, NOW).names == ("old",)


def test_nothing_goes_by_itself():
    assert decide([file("old", 4000, "a")], FOREVER, NOW) == Dropping(names=(), over=0)


def test_the_oldest_go_until_the_quota_is_kept():
    files = [file("c", 1, "a"), file("a", 3, "a"), file("b", 2, "a")]
    assert decide(files, Keeping(default=None, by_source={}, quota=200), NOW).names == ("a",)
    assert decide(files, Keeping(default=None, by_source={}, quota=200), NOW, beside=1).names == ("a", "b")
    assert decide(files, Keeping(default=None, by_source={}, quota=0), NOW).names == ("a", "b", "c")


def test_a_finite_time_is_a_promise_that_no_quota_breaks():
    keeping = Keeping(default=None, by_source={"a": 30 * DAY}, quota=0)
    dropping = decide([file("kept", 20, "a"), file("free", 10, "b"), file("past", 31, "a")], keeping, NOW)
    assert dropping == Dropping(names=("past", "free"), over=100)


def test_a_file_whose_payloads_are_needed_stays_with_the_one_that_needs_it():
    keeping = Keeping(default=None, by_source={"a": 30 * DAY, "b": 90 * DAY})
    needing = file("z", 40, "b", needs=("y",))
    files = [file("x", 42, "a"), file("y", 41, "a", needs=("x",)), needing, file("w", 50, "a")]
    assert decide(files, keeping, NOW).names == ("w",)
    assert decide(files, Keeping(default=30 * DAY, by_source={}), NOW).names == ("w", "x", "y", "z")


def test_the_catalogue_tells_whose_pages_lie_where(tmp_path):
    db = open_catalogue(tmp_path)
    now = "2026-03-01T00:00:00+00:00"
    for number, (source, warc) in enumerate([("a", "one"), ("b", "two"), ("a", "two")]):
        finding = Finding(source=source, document=None, now=now)
        ledger.want(db, [Link(url=f"https://{source}.example/{number}")], finding)
        (ident,) = db.execute("SELECT id FROM urls ORDER BY key DESC").fetchone()
        original = PageRef(warc="one", offset=0) if number == 1 else None
        captures.note(db, Capture(page=PageRef(warc=warc, offset=number), id=ident, original=original))
    one, two = pages.describe(db, {"one": (NOW, 5), "two": (NOW, 6)})
    assert (one.sources, one.needs, one.size) == ({"a"}, frozenset(), 5)
    assert (two.sources, two.needs) == ({"a", "b"}, {"one"})
    pages.forget(db, ["two"])
    assert [row["warc"] for row in db.execute("SELECT warc FROM captures")] == ["one"]
    db.close()
