"""A backup is one moment of a data folder; what is made from it is sound, or is not made."""

import gzip
import io
import stat
import tarfile
import time

import pytest

from crawler.archive import read_page
from crawler.folder import HeldFolder
from crawler.keeping.backup import back_up
from crawler.keeping.restore import restore
from pipelines.article import PageRef
from pipelines.errors import FolderBusy, FolderError, PresswatchError
from pipelines.store.rebuilding import differing
from tests.end_to_end.conftest import Desk, make_desk
from tests.end_to_end.test_interruptions import counted, wait_for


def sound(data) -> int:
    """Check that every file is as the catalogue says and every raw page can be read; how many articles there are."""
    folder = HeldFolder(data, "test")
    try:
        assert folder.warnings == []
        assert differing(folder.db, data) == []
        for row in folder.db.execute("SELECT warc, warc_offset FROM captures"):
            assert read_page(data / "pages", PageRef(warc=row["warc"], offset=row["warc_offset"])).url
        return folder.db.execute("SELECT count(*) FROM articles").fetchone()[0]
    finally:
        folder.close()


@pytest.fixture
def made(copy, tmp_path):
    back_up(copy.data, tmp_path / "all.tar.gz", [copy.config / "sources.toml"])
    return tmp_path / "all.tar.gz"


def test_an_empty_machine_gets_all_of_it_and_fetches_nothing_again(copy, made, tmp_path, newsroom):
    restored = Desk(config=tmp_path / "new" / "config", data=tmp_path / "new")
    done = restored.run("--version")
    done = copy.run("--data", str(restored.data), "restore", str(made))
    assert done.returncode == 0, done.stderr
    assert restored.lines() == copy.lines()
    assert sound(restored.data) == len(copy.lines())
    assert (restored.config / "sources.toml").read_text() == (copy.config / "sources.toml").read_text()
    already = len(newsroom.requests)
    assert restored.run("crawl").returncode == 0
    assert restored.lines() == copy.lines()
    urls = {line["url"] for line in copy.lines()}
    fetched = {f"http://{visit.host}:{newsroom.port}{visit.path}" for visit in newsroom.requests[already:]}
    assert fetched
    assert fetched & urls == set()


def test_made_while_a_crawl_writes_it_is_one_moment(newsroom, crawled, tmp_path):
    desk = make_desk(tmp_path, newsroom.sources_toml())
    process = desk.start("crawl")
    wait_for((desk.data / "presswatch.db").exists)
    made = []
    while process.poll() is None and len(made) < 12:
        if counted(desk) > len(made):
            made.append(tmp_path / f"{len(made)}.tar")
            back_up(desk.data, made[-1], [])
        time.sleep(0.02)
    process.communicate(timeout=60)
    numbers = []
    for file in made:
        restore(file, tmp_path / file.stem)
        numbers.append(sound(tmp_path / file.stem))
    assert numbers == sorted(numbers)
    assert 0 < numbers[0] < len(crawled.lines())
    first = Desk(config=desk.config, data=tmp_path / "0")
    first.run("crawl")
    assert sorted(line["url"] for line in first.lines()) == sorted(line["url"] for line in crawled.lines())


def test_only_its_owner_reads_it_and_nothing_is_overwritten(copy, made):
    assert stat.S_IMODE(made.stat().st_mode) == 0o600
    before = made.read_bytes()
    with pytest.raises(PresswatchError, match="it exists"):
        back_up(copy.data, made, [])
    assert made.read_bytes() == before
    assert [path.name for path in made.parent.iterdir() if "part" in path.name or path.name.startswith(".")] == []


def test_raw_pages_that_went_with_age_meanwhile_are_left_out(copy, tmp_path):
    [warc] = (copy.data / "pages").iterdir()
    warc.unlink()
    made = back_up(copy.data, tmp_path / "few.tar", [])
    assert made.gone == (f"pages/{warc.name}",)
    restore(tmp_path / "few.tar", tmp_path / "new")
    assert sound(tmp_path / "new") == len(copy.lines())


def test_no_backup_while_files_are_rewritten(copy, tmp_path):
    from crawler.keeping.holding import rewriting

    with rewriting(copy.data), pytest.raises(FolderBusy):
        back_up(copy.data, tmp_path / "all.tar", [])
    assert not (tmp_path / "all.tar").exists()


def test_a_folder_that_holds_something_is_refused(made, tmp_path):
    place = tmp_path / "new"
    place.mkdir()
    (place / "mine.txt").write_text("mine")
    with pytest.raises(FolderError, match=r"mine\.txt"):
        restore(made, place)
    assert [path.name for path in place.iterdir()] == ["mine.txt"]


def spoilt(made, how: str) -> bytes:
    data = bytearray(gzip.decompress(made.read_bytes()))
    if how == "cut":
        return bytes(data[: len(data) // 2])
    if how == "a changed byte":
        data[data.index(b"presswatch-") + 700] ^= 1
    return bytes(data)


@pytest.mark.parametrize("how", ["cut", "a changed byte"])
def test_a_damaged_backup_makes_nothing(made, tmp_path, how):
    broken = tmp_path / "broken.tar"
    broken.write_bytes(spoilt(made, how))
    with pytest.raises(PresswatchError, match="cannot restore"):
        restore(broken, tmp_path / "new")
    assert {path.name for path in (tmp_path / "new").iterdir()} <= {"crawler.lock"}
    restore(made, tmp_path / "new")


@pytest.mark.parametrize(
    "name", ["../evil", "/var/evil", "articles/../../evil.jsonl", "config/../evil.toml", "evil", ""]
)
def test_paths_that_lead_elsewhere_are_refused(made, tmp_path, name):
    member = tarfile.TarInfo(name)
    member.size = 4
    with pytest.raises(PresswatchError, match="which no backup does"):
        restore(with_first(made, tmp_path, member), tmp_path / "deep" / "new")
    assert not list(tmp_path.rglob("*evil*"))


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE, tarfile.DIRTYPE])
def test_what_is_no_plain_file_is_refused(made, tmp_path, kind):
    member = tarfile.TarInfo("articles/2026-01-01/a.jsonl")
    member.type, member.linkname = kind, "/etc/passwd"
    with pytest.raises(PresswatchError, match="which no backup does"):
        restore(with_first(made, tmp_path, member), tmp_path / "new")


def with_first(made, tmp_path, member: tarfile.TarInfo):
    """The backup with a member put before all others."""
    target = tmp_path / "evil-backup.tar"
    with tarfile.open(made) as whole, tarfile.open(target, "w") as tar:
        tar.addfile(member, io.BytesIO(b"evil") if member.isreg() else None)
        for info in whole:
            tar.addfile(info, whole.extractfile(info))
    return target.rename(tmp_path / "backup.tar")


def test_one_of_a_newer_program_is_refused(made, tmp_path):
    target = tmp_path / "newer.tar"
    with tarfile.open(made) as whole, tarfile.open(target, "w") as tar:
        for info in whole:
            content = whole.extractfile(info).read()
            if info.name == "backup.json":
                content = content.replace(b'"version": 1,', b'"version": 9,')
                info.size = len(content)
            tar.addfile(info, io.BytesIO(content))
    with pytest.raises(PresswatchError, match="newer"):
        restore(target, tmp_path / "new")
