"""The evidence pack of a story, read back by warcio and by what the format promises."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile

import pytest
from click.testing import CliRunner
from warcio.archiveiterator import ArchiveIterator

from crawler.cli import presswatch
from pipelines.errors import PresswatchError
from pipelines.exporting.wacz import surt


@pytest.fixture
def pack(evidence, exported):
    folder, story, pages = evidence
    with zipfile.ZipFile(exported("wacz", "--story", story, data=folder)) as archive:
        assert archive.testzip() is None
        yield archive, pages


def test_the_manifest_holds_the_hash_of_every_file(pack):
    archive, _ = pack
    manifest = json.loads(archive.read("datapackage.json"))
    assert (manifest["profile"], manifest["wacz_version"]) == ("data-package", "1.1.1")
    for resource in manifest["resources"]:
        data = archive.read(resource["path"])
        assert resource["hash"] == f"sha256:{hashlib.sha256(data).hexdigest()}"
        assert resource["bytes"] == len(data)
    listed = {resource["path"] for resource in manifest["resources"]}
    assert listed | {"datapackage.json", "datapackage-digest.json"} == set(archive.namelist())
    digest = json.loads(archive.read("datapackage-digest.json"))
    assert digest["hash"] == f"sha256:{hashlib.sha256(archive.read('datapackage.json')).hexdigest()}"


def test_every_page_is_in_the_archive_whole_and_without_secrets(pack):
    archive, pages = pack
    assert archive.getinfo("archive/data.warc.gz").compress_type == zipfile.ZIP_STORED
    found, kinds = [], set()
    for record in ArchiveIterator(io.BytesIO(archive.read("archive/data.warc.gz")), check_digests="raise"):
        kinds.add(record.rec_type)
        if record.rec_type == "response":
            found.append((record.rec_headers.get_header("WARC-Target-URI"), record.content_stream().read()))
        elif record.rec_type == "request":
            assert record.http_headers.get_header("Cookie") == "[redacted]"
    assert kinds == {"warcinfo", "response", "request"}  # no revisit: the pack stands alone
    assert sorted(found) == sorted((page.url, page.body) for page in pages)


def test_no_file_of_the_pack_is_empty(pack):
    archive, _ = pack
    assert all(entry.file_size for entry in archive.infolist())


def test_each_line_of_the_index_leads_to_its_record(pack):
    archive, pages = pack
    lines = archive.read("indexes/index.cdx").decode().splitlines()
    assert lines == sorted(lines)
    assert len(lines) == len(pages)
    data = archive.read("archive/data.warc.gz")
    for line in lines:
        key, stamp, facts = line.split(" ", 2)
        held = json.loads(facts)
        start, length = int(held["offset"]), int(held["length"])
        (record,) = ArchiveIterator(io.BytesIO(data[start : start + length]))
        assert record.rec_headers.get_header("WARC-Target-URI") == held["url"]
        assert record.rec_headers.get_header("WARC-Payload-Digest") == held["digest"]
        date = record.rec_headers.get_header("WARC-Date")
        assert stamp == "".join(filter(str.isdigit, date))
        assert key == surt(held["url"])
        assert (held["status"], held["mime"], held["filename"]) == ("200", "text/html", "data.warc.gz")


def test_the_list_of_pages_names_each_with_the_time_of_its_record(pack):
    archive, pages = pack
    header, *listed = [json.loads(line) for line in archive.read("pages/pages.jsonl").splitlines()]
    assert header["format"] == "json-pages-1.0"
    assert {(page["url"], page["ts"]) for page in listed} == {
        (page.url, page.fetched.replace("+00:00", "Z")) for page in pages
    }
    assert len({page["id"] for page in listed}) == len(listed)
    assert all(page["title"] for page in listed)


def test_all_versions_of_the_story_are_in_the_pack(pack):
    archive, pages = pack
    versions = [json.loads(line) for line in archive.read("presswatch/articles.jsonl").splitlines()]
    assert {page.url.partition("?")[0] for page in pages} == {version["url"] for version in versions}


def test_a_story_whose_pages_are_gone_is_said(stored, kept, tmp_path):
    out = tmp_path / "a.wacz"
    command = ["--data", str(stored), "export", "--format", "wacz", "--out", str(out), "--story", kept[0]["story"]]
    with pytest.raises(PresswatchError, match="none of its raw pages"):
        CliRunner().invoke(presswatch, command, catch_exceptions=False)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://www.Infobae.com/America/Agencias/?", "com,infobae)/america/agencias"),
        ("https://www2.a.example/", "example,a)/"),
        ("http://a.example:443/x", "example,a:443)/x"),
        ("https://a.example/Ñu?q=á#f", "example,a)/%c3%91u?q=%c3%a1"),
        ("https://españa.example/", "example,xn--espaa-rta)/"),
        ("https://a.example/a//b/./../c%2525?b[]=1&a%5B%5D=2", "example,a)/a/c%25?a[]=2&b[]=1"),
        ("http://a.example:8080/x?b=2&a=1", "example,a:8080)/x?a=1&b=2"),
        ("https://a.example", "example,a)/"),
    ],
)
def test_keys_sort_by_the_host_turned_round(url, key):
    assert surt(url) == key
