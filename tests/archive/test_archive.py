"""Pages into WARC files and back, and what a crash leaves behind."""

import gzip
import io
import resource
from datetime import UTC, datetime

import pytest
from warcio.archiveiterator import ArchiveIterator

from crawler.archive import Archive, RecentDigests, read_page, responses
from crawler.warc import PageRecord, payload_digest
from pipelines.article import PageRef
from pipelines.errors import FolderError

MOMENT = datetime(2024, 7, 25, 7, 30, tzinfo=UTC)
BODY = gzip.compress(b"<p>Los bomberos del puerto de Ribalta.</p>" * 40)


def a_page(body=BODY, **changed):
    fields = {
        "url": "https://news.example/a?b=1",
        "status_line": "HTTP/1.1 200 OK",
        "headers": [
            ("Content-Encoding", "gzip"),
            ("X-oDD", "caf\u00c3\u00a9"),
            ("X-oDD", "2"),
            ("content-length", "7"),
        ],
        "request_headers": [("Host", "news.example"), ("User-Agent", "presswatch/1")],
        "body": body,
        "fetched": "2024-07-25T07:30:00+00:00",
        "ip": "198.51.100.7",
    }
    return PageRecord(**(fields | changed))


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "pages"


def an_archive(folder, **options):
    return Archive(folder, clock=lambda: MOMENT, **options)


def records(folder):
    """Every record of the newest file as warcio reads it, digests checked."""
    with max(folder.glob("*.warc.gz")).open("rb") as stream:
        for record in ArchiveIterator(stream, check_digests="raise"):
            yield record, record.raw_stream.read()


def test_a_page_comes_back_as_it_was_received(folder):
    archive = an_archive(folder)
    ref = archive.append(a_page())
    archive.close()
    page = read_page(folder, ref)
    expected = [*a_page().headers[:3], ("content-length", str(len(BODY)))]
    assert (page.body, page.headers, page.url) == (BODY, expected, "https://news.example/a?b=1")
    assert (page.status_line, page.ip, page.fetched) == ("HTTP/1.1 200 OK", "198.51.100.7", "2024-07-25T07:30:00+00:00")
    assert page.request_headers == a_page().request_headers


def test_another_reader_finds_sound_records(folder):
    archive = an_archive(folder)
    archive.append(a_page())
    archive.close()
    (info, _), (answer, body), (request, _) = records(folder)
    assert [r.rec_type for r in (info, answer, request)] == ["warcinfo", "response", "request"]
    assert answer.rec_headers.protocol == "WARC/1.1"
    assert answer.rec_headers["WARC-Date"] == "2024-07-25T07:30:00Z"
    assert answer.rec_headers["WARC-Payload-Digest"] == payload_digest(body)
    assert request.rec_headers["WARC-Concurrent-To"] == answer.rec_headers["WARC-Record-ID"]
    assert request.http_headers.statusline == "/a?b=1 HTTP/1.1"


def test_each_record_is_a_gzip_member_of_its_own(folder):
    archive = an_archive(folder)
    ref = archive.append(a_page())
    archive.close()
    data = (folder / ref.warc).read_bytes()[ref.offset :]
    with gzip.GzipFile(fileobj=io.BytesIO(data)) as member:
        assert member.readline() == b"WARC/1.1\r\n"


def test_a_repeated_payload_is_kept_once(folder):
    archive = an_archive(folder)
    first = archive.append(a_page())
    again = archive.append(a_page(url="https://news.example/copy", headers=[("Content-Encoding", "gzip")]))
    archive.close()
    revisit = [r for r, _ in records(folder) if r.rec_type == "revisit"]
    assert len(revisit) == 1
    profile = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
    assert revisit[0].rec_headers["WARC-Profile"] == profile
    assert revisit[0].rec_headers["WARC-Refers-To-Target-URI"] == "https://news.example/a?b=1"
    assert read_page(folder, again).body == read_page(folder, first).body == BODY
    assert read_page(folder, again).url == "https://news.example/copy"


def test_empty_bodies_are_no_revisits(folder):
    archive = an_archive(folder)
    archive.append(a_page(body=b""))
    archive.append(a_page(body=b""))
    archive.close()
    assert [r.rec_type for r, _ in records(folder)].count("revisit") == 0


def test_memory_of_digests_is_bounded():
    recent = RecentDigests(limit=2)
    for digest in "abc":
        recent.remember(digest, digest)
    assert (recent.find("a"), recent.find("c")) == (None, "c")


def test_secrets_are_not_written(folder):
    archive = an_archive(folder)
    names = ("Cookie", "Authorization", "X-Api-Key", "Proxy-Authorization")
    ref = archive.append(
        a_page(
            headers=[("Set-Cookie", "sid=hush"), ("Server", "x")],
            request_headers=[("Host", "news.example"), *((name, "hush") for name in names)],
        )
    )
    archive.close()
    page = read_page(folder, ref)
    assert {value for name, value in page.request_headers if name in names} == {"[redacted]"}
    assert page.headers[:2] == [("Set-Cookie", "[redacted]"), ("Server", "x")]


def test_the_transfer_coding_is_gone_with_the_chunks(folder):
    archive = an_archive(folder)
    ref = archive.append(a_page(headers=[("Transfer-Encoding", "chunked"), ("Date", "x")]))
    archive.close()
    assert read_page(folder, ref).headers == [("Date", "x"), ("Content-Length", str(len(BODY)))]


def test_a_full_file_is_followed_by_another(folder):
    archive = an_archive(folder, limit_bytes=1500)
    refs = [archive.append(a_page(body=bytes([n]) * 900)) for n in range(6)]
    archive.close()
    names = sorted(path.name for path in folder.iterdir())
    assert len(names) > 1
    assert names[:2] == ["presswatch-20240725073000-00000.warc.gz", "presswatch-20240725073000-00001.warc.gz"]
    assert set(archive.lengths()) == {f"pages/{name}" for name in names}
    assert [page.body[:1] for _, page in responses(folder)] == [bytes([n]) for n in range(6)]
    assert [ref for ref, _ in responses(folder)] == refs


def test_the_next_start_goes_on_in_the_newest_file(folder):
    for body in (b"one", b"two"):
        archive = an_archive(folder)
        archive.append(a_page(body=body))
        archive.close()
    assert len(list(folder.iterdir())) == 1
    assert [page.body for _, page in responses(folder)] == [b"one", b"two"]


def test_lengths_are_the_lengths_on_disk(folder):
    archive = an_archive(folder)
    archive.append(a_page())
    archive.sync()
    ((path, length),) = archive.lengths().items()
    assert (folder.parent / path).stat().st_size == length


@pytest.mark.parametrize("torn", [1, 40, 400])
def test_a_torn_tail_is_set_aside_and_not_lost(folder, torn):
    archive = an_archive(folder)
    kept = archive.append(a_page())
    known = archive.lengths()
    archive.append(a_page(body=b"never committed" * 60))
    archive.close()
    path = folder / kept.warc
    whole = path.read_bytes()
    path.write_bytes(whole[: known[f"pages/{kept.warc}"] + torn])
    (warning,) = Archive.recover(folder, known)
    assert str(path) in warning
    assert path.read_bytes() + (folder / f"{kept.warc}.bad").read_bytes() == whole[: path.stat().st_size + torn]
    assert [page.body for _, page in responses(folder)] == [BODY]
    assert Archive.recover(folder, known) == []


def test_an_older_catalogue_costs_no_page(folder):
    """A restored backup knows nothing of a later file: it is set aside whole, twice if need be."""
    archive = an_archive(folder)
    ref = archive.append(a_page())
    archive.close()
    whole = (folder / ref.warc).read_bytes()
    assert len(Archive.recover(folder, {"articles/x.jsonl": 3})) == 1
    (folder / ref.warc).write_bytes(whole)
    assert len(Archive.recover(folder, {})) == 1
    assert [path.name for path in folder.iterdir()] == [f"{ref.warc}.bad"]
    assert (folder / f"{ref.warc}.bad").read_bytes() == whole * 2
    other = an_archive(folder)
    assert other.append(a_page()).warc != ref.warc
    other.close()


def test_lost_bytes_are_told(folder):
    archive = an_archive(folder)
    ref = archive.append(a_page())
    archive.close()
    known = {path: length + 5 for path, length in archive.lengths().items()} | {"pages/gone.warc.gz": 9}
    warnings = Archive.recover(folder, known)
    assert [w.partition(": ")[0] for w in warnings] == [str(folder / ref.warc), str(folder / "gone.warc.gz")]


def test_a_refused_write_leaves_the_file_as_it_was(folder):
    archive = an_archive(folder)
    archive.append(a_page())
    before = archive.lengths()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (next(iter(before.values())) + 100, hard))
    try:
        with pytest.raises(OSError, match="File too large"):
            archive.append(a_page(body=bytes(range(256)) * 300))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert archive.lengths() == before
    archive.append(a_page(body=b"after"))
    archive.close()
    assert [page.body for _, page in responses(folder)] == [BODY, b"after"]


@pytest.mark.parametrize("ref", [PageRef(warc="no.warc.gz", offset=0), PageRef(warc="", offset=0)])
def test_a_missing_page_is_told_by_name(folder, ref):
    folder.mkdir()
    with pytest.raises(FolderError, match="cannot read a page"):
        read_page(folder, ref)


def test_an_offset_amid_a_record_is_an_error(folder):
    archive = an_archive(folder)
    ref = archive.append(a_page())
    archive.close()
    for offset in (ref.offset + 3, 0, 10**9):
        with pytest.raises(FolderError):
            read_page(folder, PageRef(warc=ref.warc, offset=offset))
