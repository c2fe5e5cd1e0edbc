"""A crawler lets go what is past its time, and stops while there is still room on the disk."""

import asyncio
import json
from datetime import timedelta

import pytest

from crawler.configuration import load
from crawler.folder import HeldFolder
from crawler.keeping import low_disk
from crawler.keeping.ageing import Ageing, drop_old_pages, drop_old_texts
from crawler.keeping.holding import copying
from crawler.keeping.low_disk import LowDisk
from crawler.writer import Store, Writer
from pipelines.clock import utc_now
from pipelines.store.rebuilding import differing
from tests.end_to_end.conftest import make_desk


def aged(copy, settings: str, days: float, work):
    """Do something with the folder as if so many days had passed."""
    (copy.data.parent / "conf").mkdir(exist_ok=True)
    (copy.data.parent / "conf" / "presswatch.toml").write_text(settings)
    config = load(copy.data.parent / "conf")
    held = HeldFolder(copy.data, "test", clock=lambda: utc_now() + timedelta(days=days))

    async def within() -> object:
        store = Store(
            folder=held.path,
            db=held.db,
            archive=held.archive,
            zone=config.settings.zone,
            window=timedelta(hours=72),
            clock=held.clock,
        )
        writer = Writer(store)
        try:
            return await work(Ageing(config=config, folder=held.path, writer=writer, archive=held.archive))
        finally:
            await writer.close()

    try:
        return asyncio.run(within())
    finally:
        held.close()


def test_texts_go_and_all_else_stays(copy):
    before = {(line["id"], line["revision"]): line for line in copy.lines()}
    assert aged(copy, 'keep_text = "30d"', 29, drop_old_texts) == 0
    assert copy.run("search", "dengue").stdout
    files = len(list((copy.data / "articles").rglob("*.jsonl")))
    assert aged(copy, 'keep_text = "30d"', 32, drop_old_texts) == files
    for line in copy.lines():
        old = before[line["id"], line["revision"]]
        assert line == old | {"text": "", "provenance": line["provenance"]}
        assert line["provenance"]["text"] == "dropped by keep_text"
    held = HeldFolder(copy.data, "test")
    assert held.warnings == []
    assert differing(held.db, copy.data) == []
    held.close()
    assert copy.run("search", "secretaria").stdout == ""
    assert copy.run("search", "title:dengue").stdout
    assert "past keep_text" in copy.run("replay").stdout
    assert aged(copy, 'keep_text = "30d"', 32, drop_old_texts) == 0


def test_a_crawl_goes_on_after_texts_went(copy):
    aged(copy, 'keep_text = "30d"', 32, drop_old_texts)
    url = copy.lines()[0]["url"]
    done = copy.run("crawl", "--url", url, "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["unchanged"] == 1


def test_texts_wait_for_a_backup(copy):
    with copying(copy.data):
        assert aged(copy, 'keep_text = "30d"', 32, drop_old_texts) == 0
    assert all(line["text"] for line in copy.lines() if line["word_count"])


def test_raw_pages_go_and_the_next_start_does_not_miss_them(copy):
    [warc] = (copy.data / "pages").iterdir()
    assert aged(copy, 'disk_quota = "20GB"', 900, drop_old_pages) == []
    assert aged(copy, 'disk_quota = "1kB"', 900, drop_old_pages) == [warc.name]
    assert list((copy.data / "pages").iterdir()) == []
    held = HeldFolder(copy.data, "test")
    assert held.warnings == []
    held.close()
    assert copy.run("replay").stdout.startswith("0 pages")


def test_a_crawl_stops_before_the_disk_is_full(tmp_path, newsroom):
    desk = make_desk(tmp_path, newsroom.sources_toml(), 'disk_floor = "900000TB"')
    already = len(newsroom.requests)
    done = desk.run("crawl")
    assert done.returncode == 1
    assert "error: stopped before the disk is full" in done.stderr
    assert "disk_floor" in done.stderr
    assert "Traceback" not in done.stderr
    assert newsroom.requests[already:] == []
    assert desk.run("run").returncode == 1


def test_a_disk_that_fills_up_during_a_crawl_is_seen(tmp_path, monkeypatch):
    monkeypatch.setattr(low_disk, "EVERY", 0.001)
    left = [900, 700, 500, 300]
    told: list[LowDisk] = []
    asyncio.run(low_disk.watch(tmp_path, lambda: 500, told.append, lambda _: left.pop(0)))
    assert left == []
    assert "300 bytes of the disk are free" in str(told[0])


@pytest.mark.parametrize(("floor", "free", "low"), [(None, 0, False), (500, 500, False), (500, 499, True)])
def test_the_floor_is_the_least_that_is_enough(tmp_path, floor, free, low):
    if low:
        with pytest.raises(LowDisk):
            low_disk.check(tmp_path, floor, lambda _: free)
    else:
        low_disk.check(tmp_path, floor, lambda _: free)
