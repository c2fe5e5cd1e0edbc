"""An article that was removed is nowhere, the others are as they were, and it does not come back."""

import contextlib
import gzip
import json
import shutil
import subprocess
from datetime import UTC
from types import ModuleType

import pytest

from crawler.archive import read_page, responses
from crawler.folder import HeldFolder
from crawler.keeping import finishing, forgetting
from crawler.keeping.holding import copying
from pipelines.article import PageRef
from pipelines.encoding import decode_body
from pipelines.store import captures
from pipelines.store import forgetting as removal
from pipelines.store.captures import Capture
from pipelines.store.forgetting import move_page
from pipelines.store.rebuilding import differing

WORDS = "dengue"
"""What one article of the newsroom is about, and no other mentions."""


def ids_of(desk, *query: str) -> list[str]:
    return [json.loads(line)["id"] for line in desk.run("search", "--json", *query).stdout.splitlines()]


def pages(folder: HeldFolder) -> dict[tuple[str, int], bytes]:
    rows = folder.db.execute("SELECT warc, warc_offset FROM captures").fetchall()
    refs = [PageRef(warc=warc, offset=offset) for warc, offset in rows]
    return {(ref.warc, ref.offset): read_page(folder.path / "pages", ref).body for ref in refs}


def lines(folder: HeldFolder) -> set[bytes]:
    found = [path.read_bytes().splitlines() for path in folder.path.rglob("*.jsonl")]
    return {line for part in found for line in part}


def unpacked(desk) -> bytes:
    """Everything that the raw pages say, and the records around them."""
    records = [gzip.decompress(path.read_bytes()) for path in desk.data.rglob("*.warc.gz")]
    bodies = [decode_body(page.body, dict(page.headers).get("Content-Encoding"), 1 << 22)
              for _, page in responses(desk.data / "pages")]  # fmt: skip
    return b"".join(records + bodies)


def test_nothing_of_it_is_left_in_any_file(copy):
    [ident] = ids_of(copy, WORDS)
    text = next(line["text"] for line in copy.lines() if line["id"] == ident)
    phrase = max(text.split("\n"), key=len)[:60].encode()
    assert phrase in unpacked(copy)
    done = copy.run("forget", "--yes", WORDS)
    assert done.returncode == 0, done.stderr
    assert ids_of(copy, WORDS) == []
    assert phrase not in unpacked(copy)
    assert [path for path in copy.data.rglob("*") if path.is_file() and phrase in path.read_bytes()] == []
    only_there = next(word for word in text.split() if len(word) > 11 and ids_of(copy, word) == []).lower().encode()
    files = [path for path in copy.data.rglob("*") if path.is_file() and path.suffix != ".gz"]
    assert [path for path in files if only_there in path.read_bytes().lower()] == []


def test_the_others_are_as_they_were(copy):
    [ident] = ids_of(copy, WORDS)
    folder = HeldFolder(copy.data, "test")
    before, written = pages(folder), lines(folder)
    mine = {(page.warc, page.offset) for page in captures.of_article(folder.db, ident)}
    assert forgetting.forget(folder, [ident], UTC).pages == len(mine) == 1
    assert pages(folder) == {ref: body for ref, body in before.items() if ref not in mine}
    assert lines(folder) == {line for line in written if json.loads(line)["id"] != ident}
    folder.close()
    assert HeldFolder(copy.data, "test").warnings == []


def test_it_is_never_fetched_again(copy, newsroom):
    [ident] = ids_of(copy, WORDS)
    url = next(line["url"] for line in copy.lines() if line["id"] == ident)
    copy.run("forget", "--yes", ident[:8])
    already = len(newsroom.requests)
    assert copy.run("crawl").returncode == 0
    asked = copy.run("crawl", "--url", url, "--json")
    assert asked.returncode == 0
    assert "forgotten" in asked.stderr
    assert [visit.path for visit in newsroom.requests[already:] if WORDS in visit.path] == []
    assert ids_of(copy, WORDS) == []
    assert ident not in {line["id"] for line in copy.lines()}


def test_nothing_goes_without_a_yes(copy):
    before = copy.lines()
    done = copy.run("forget", WORDS)
    assert done.returncode == 1
    assert "Brasil vacunará" in done.stdout
    assert "nothing was removed" in done.stderr
    assert copy.lines() == before


def test_copies_and_stories_find_another_hold(copy):
    original, copies = copied(copy)
    [story] = {line["story"] for line in shown(copy, original)}
    told = next(json.loads(row) for row in copy.run("stories", "--json").stdout.splitlines() if story in row)
    assert told["copies"] == len(copies) > 1
    assert copy.run("forget", "--yes", original).returncode == 0
    now = {line["id"]: line for row in copies for line in shown(copy, row)}
    roots = [ident for ident, line in now.items() if line["duplicate_of"] is None]
    assert len(roots) == 1
    assert {line["duplicate_of"] for line in now.values()} == {None, roots[0]}
    assert original not in {line["story"] for line in now.values()}
    assert len({line["story"] for line in now.values()}) == 1
    learned = [json.loads(line) for path in (copy.data / "changes").iterdir() for line in path.read_text().splitlines()]
    assert {change["id"] for change in learned if change["why"] == "an article was removed from the archive"} >= set(
        now
    )


def copied(desk) -> tuple[str, list[str]]:
    """The article with the most copies, and these."""
    originals: dict[str, list[str]] = {}
    for row in desk.run("list", "--copies", "--limit", "500", "--json").stdout.splitlines():
        line = json.loads(row)
        if line["duplicate_of"]:
            originals.setdefault(line["duplicate_of"], []).append(line["id"])
    return max(originals.items(), key=lambda item: len(item[1]))


def shown(desk, ident: str) -> list[dict]:
    return [json.loads(desk.run("show", ident, "--json").stdout)]


def test_credits_to_it_are_open_again(copy):
    crediting = next(json.loads(row) for row in copy.run("list", "--limit", "500", "--json").stdout.splitlines()
                     if any(credit["article_id"] for credit in json.loads(row)["credits"]))  # fmt: skip
    target = next(credit["article_id"] for credit in crediting["credits"] if credit["article_id"])
    copy.run("forget", "--yes", target)
    [now] = shown(copy, crediting["id"])
    assert target not in {credit["article_id"] for credit in now["credits"]}
    assert [credit["url"] for credit in now["credits"]] == [credit["url"] for credit in crediting["credits"]]


def test_a_page_that_shared_its_payload_keeps_it(copy):
    [ident] = ids_of(copy, WORDS)
    folder = HeldFolder(copy.data, "test")
    other = folder.db.execute("SELECT id FROM articles WHERE id != ? LIMIT 1", (ident,)).fetchone()[0]
    body = share_payload(folder, ident, other)
    forgetting.forget(folder, [ident], UTC)
    line = json.loads(folder.db.execute("SELECT line FROM articles WHERE id = ?", (other,)).fetchone()[0])
    assert read_page(folder.path / "pages", PageRef(**line["page"])).body == body
    assert differing(folder.db, folder.path) == []
    folder.close()
    assert HeldFolder(copy.data, "test").warnings == []


def share_payload(folder: HeldFolder, ident: str, other: str) -> bytes:
    """Archive a page of `ident` again, and let the page of `other` be a revisit of it."""
    record = read_page(folder.path / "pages", captures.of_article(folder.db, ident)[0])
    [old] = captures.of_article(folder.db, other)
    folder.db.execute("BEGIN IMMEDIATE")
    first, _ = folder.archive.keep(record)
    second, original = folder.archive.keep(record)
    assert original == first
    captures.note(folder.db, Capture(page=first, id=ident))
    captures.note(folder.db, Capture(page=second, id=other, original=first))
    paths = move_page(folder.db, other, (old, second))
    for path in paths:
        forgetting.lay_out(folder.db, folder.path, path)
    forgetting._announce_pages(folder)
    folder.db.execute("COMMIT")
    finishing.finish(folder.db, folder.path)
    return record.body


def test_it_refuses_beside_a_run_and_during_a_backup(copy):
    folder = HeldFolder(copy.data, "run")
    done = copy.run("forget", "--yes", WORDS)
    folder.close()
    assert done.returncode == 3
    assert "presswatch run" in done.stderr
    with copying(copy.data):
        done = copy.run("forget", "--yes", WORDS)
    assert done.returncode == 3
    assert "backup" in done.stderr
    assert ids_of(copy, WORDS) != []


class Killed(BaseException):
    """The process ends here."""


STEPS: list[tuple[ModuleType, str]] = [
    (forgetting, "span_of"),
    (forgetting, "remove"),
    (forgetting, "lay_out"),
    (forgetting, "_announce_pages"),
    (removal, "_rehome_copies"),
    (removal, "_remove_versions"),
    (removal, "_bury"),
    (finishing, "blank"),
    (finishing, "put_in_place"),
    (finishing, "purge"),
    (finishing, "done"),
    (finishing, "drop_strays"),
]


def kill_at(number: int, monkeypatch) -> list[str]:
    """Let the process end before or after the n-th of the steps; the list grows by one at each."""
    seen: list[str] = []

    def step(name: str) -> None:
        seen.append(name)
        if len(seen) == number + 1:
            raise Killed(name)

    def watched(name, work):
        def wrapped(*given):
            step(f"before {name}")
            result = work(*given)
            step(f"after {name}")
            return result

        return wrapped

    for module, name in STEPS:
        monkeypatch.setattr(module, name, watched(name, getattr(module, name)))
    return seen


def state(folder: HeldFolder) -> tuple[int, int, set[bytes], list[str]]:
    """What must be all old or all new: articles, readable pages, lines; and files that should not be there."""
    (articles,) = folder.db.execute("SELECT count(*) FROM articles").fetchone()
    strays = [str(path) for path in folder.path.rglob("*.new")]
    return articles, len(pages(folder)), lines(folder), strays


def test_killed_at_any_step_it_is_done_wholly_or_not_at_all(copy, tmp_path, monkeypatch):
    original, _ = copied(copy)
    folder = HeldFolder(copy.data, "test")
    old = state(folder)
    folder.close()
    seen_old = seen_new = 0
    for number in range(200):
        place = tmp_path / f"try{number}"
        shutil.copytree(copy.data, place)
        folder = HeldFolder(place, "test")
        with monkeypatch.context() as patch:
            seen = kill_at(number, patch)
            try:
                forgetting.forget(folder, [original], UTC)
            except Killed:
                pass
            else:
                break
            finally:
                folder.close()
        folder = HeldFolder(place, "test")
        try:
            now = state(folder)
            was_old = now == old
            assert was_old or now[0] == old[0] - 1, seen[-1]
            assert now[3] == []
            assert differing(folder.db, place) == []
            assert folder.db.execute("SELECT * FROM rewrites").fetchall() == []
            assert was_old or now[1] == old[1] - 1, seen[-1]
            assert was_old or not any(
                original.encode() in line and b'"id":"' + original.encode() in line for line in now[2]
            )
            assert len(now[2]) > 1
        finally:
            folder.close()
        seen_old, seen_new = seen_old + was_old, seen_new + (not was_old)
        shutil.rmtree(place)
    assert seen_old > 5
    assert seen_new > 5


@pytest.mark.parametrize("seconds", [0.25, 0.32, 0.4, 0.5])
def test_a_killed_program_leaves_the_old_or_the_new(copy, seconds):
    [ident] = ids_of(copy, WORDS)
    before = len(copy.lines())
    process = copy.start("forget", "--yes", ident)
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(timeout=seconds)
    process.kill()
    process.communicate()
    folder = HeldFolder(copy.data, "test")
    (articles,) = folder.db.execute("SELECT count(*) FROM articles").fetchone()
    assert articles in (before, before - 1)
    assert len(lines(folder)) >= articles
    assert differing(folder.db, copy.data) == []
    assert len(pages(folder)) == folder.db.execute("SELECT count(*) FROM captures").fetchone()[0]
    folder.close()
    assert len(copy.lines()) == articles
    assert copy.run("forget", "--yes", ident).returncode == (0 if articles == before else 1)
    assert len(copy.lines()) == before - 1
