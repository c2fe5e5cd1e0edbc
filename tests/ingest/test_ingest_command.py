"""`presswatch ingest`: the program itself, on files as people have them."""

import gzip
import json
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from crawler.demo.server import Newsroom

ROOT = Path(__file__).parents[2]
SOURCES = (
    '[diario]\nname = "Diario"\ndomains = ["diario.example"]\ncountry = "AR"\nfeeds = ["https://diario.example/rss"]\n'
)
PARAGRAPHS = (
    "El municipio de Villa Elena terminó ayer la reparación del puente que une los dos barrios de la costa.",
    "Los vecinos esperaban la obra desde la crecida de marzo, que se llevó una de las cuatro pilas de madera.",
    "La intendenta Marta Ledesma dijo que el tránsito quedará abierto desde el lunes para autos y colectivos.",
    "El costo fue de doce millones de pesos y lo pagaron en partes iguales la provincia y el municipio.",
)


def page(title="Reabren el puente de Villa Elena", paragraphs=PARAGRAPHS):
    body = "".join(f"<p>{text}</p>" for text in paragraphs)
    return (
        f"<!doctype html><html lang='es'><head><meta charset='utf-8'><title>{title} - Diario</title></head>"
        f"<body><article><h1>{title}</h1>{body}</article></body></html>"
    )


@pytest.fixture
def take(tmp_path):
    """Run ingest on files; returns the process."""
    (tmp_path / "conf").mkdir()
    (tmp_path / "conf" / "sources.toml").write_text(SOURCES)
    (tmp_path / "conf" / "presswatch.toml").write_text("workers = 1\n")

    def run(*arguments):
        folders = ["--config", str(tmp_path / "conf"), "--data", str(tmp_path / "data")]
        command = [sys.executable, "-m", "crawler", *folders, "ingest", *map(str, arguments)]
        return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)

    run.data = tmp_path / "data"
    return run


def stored(data):
    return [
        json.loads(line)
        for path in sorted((data / "articles").rglob("*.jsonl"))
        for line in path.read_text().splitlines()
    ]


def rows(path, *objects):
    path.write_text("".join(json.dumps(each) + "\n" for each in objects))
    return path


def sizes(data):
    return {str(path.relative_to(data)): path.stat().st_size for path in data.rglob("*.jsonl")} | {
        path.name: path.stat().st_size for path in (data / "pages").glob("*")
    }


def warc(*records):
    """A WARC file of (url, date, http head, body), each record a gzip member."""
    members = []
    for url, date, head, body in records:
        block = head.replace("\n", "\r\n").encode() + b"\r\n\r\n" + body
        named = f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Date: {date}\r\n"
        named += f"Content-Length: {len(block)}\r\n\r\n"
        members.append(gzip.compress(named.encode() + block + b"\r\n\r\n"))
    return b"".join(members)


def test_a_row_with_a_page_is_stored_with_the_clocks_it_brings(take, tmp_path):
    url = "https://diario.example/2024/07/25/puente/"
    file = rows(
        tmp_path / "r.jsonl",
        {"url": url, "html": page(), "published": "2024-07-25T09:00:00-03:00", "fetched": "2024-07-26T10:00:00Z"},
    )
    done = take(file)
    assert done.returncode == 0, done.stderr
    (article,) = stored(take.data)
    assert (article["url"], article["source"], article["title"]) == (url, "diario", "Reabren el puente de Villa Elena")
    assert article["fetched"] == "2024-07-26T10:00:00+00:00"
    assert article["published"] == "2024-07-25T12:00:00+00:00"
    assert article["first_seen"] > "2026"
    assert article["text"].split("\n") == list(PARAGRAPHS)
    assert article["page"]["warc"].endswith(".warc.gz")
    schema = json.loads((ROOT / "pipelines" / "article.schema.json").read_text())
    jsonschema.validate(article, schema)


def test_a_second_ingest_stores_nothing_and_says_so(take, tmp_path):
    file = rows(
        tmp_path / "r.jsonl",
        {"url": "https://diario.example/a", "html": page(), "fetched": "2024-07-26"},
        {"url": "https://diario.example/b", "text": "\n".join(PARAGRAPHS), "title": "Otro puente"},
    )
    take(file)
    before = sizes(take.data)
    done = take(file)
    assert done.stdout.splitlines()[-1] == "2 known"
    assert sizes(take.data) == before


def test_a_text_without_a_page_is_tagged_and_its_credits_found(take, tmp_path):
    text = "\n".join(["MADRID, 25 Jul. (EUROPA PRESS) - " + PARAGRAPHS[0], *PARAGRAPHS[1:]])
    take(
        rows(
            tmp_path / "r.jsonl", {"url": "https://otro.example/x", "text": text, "title": "El puente", "source": "nix"}
        )
    )
    (article,) = stored(take.data)
    assert (article["agency"], article["language"], article["source"], article["page"]) == (
        "europapress",
        "es",
        "",
        None,
    )
    assert article["word_count"] > 60


def test_bad_rows_are_listed_and_the_others_stored(take, tmp_path):
    file = tmp_path / "r.jsonl"
    good = json.dumps({"url": "https://diario.example/a", "html": page()})
    bad = (
        '{"url": "https://diario.example/b"}',
        '{"url": "file:///etc/passwd", "html": "<p>x</p>"}',
        '{"url": "https://u:p@diario.example/c", "text": "x"}',
        '{"url": "https://diario.example/d", "text": "x", "fetched": "2999-01-01"}',
        '{"url": "https://diario.example/e", "html": 7}',
        '{"url": "https://diario.example/f", "text": "x", "published": {"a": 1}}',
        "[" * 100_000,
        '{"a": ' * 5_000,
        "not json",
        '"text"',
        '{"url": "https://diario.example/g", "text": "\\ud800"}',
    )
    file.write_text("\n".join([good, *bad, "", good.replace("/a", "/z")]))
    done = take(file)
    assert done.returncode == 1
    assert [line.split("\t")[0] for line in done.stderr.splitlines()] == [f"r.jsonl:{n}" for n in range(2, 13)]
    assert {a["url"][-1] for a in stored(take.data)} == {"a", "z"}


def test_lines_of_another_presswatch_keep_what_they_say(take, tmp_path):
    line = rows(tmp_path / "r.jsonl", {"url": "https://diario.example/a", "html": page(), "fetched": "2024-07-26"})
    take(line)
    (before,) = stored(take.data)
    foreign = rows(
        tmp_path / "f.jsonl", {**before, "url": "https://diario.example/b", "id": "0" * 32, "story": "0" * 32}
    )
    assert take(foreign).returncode == 0
    after = next(a for a in stored(take.data) if a["url"].endswith("/b"))
    kept = ("title", "text", "fetched", "first_seen", "content_hash", "language")
    assert [after[name] for name in kept] == [before[name] for name in kept]
    assert after["id"] not in ("0" * 32, before["id"])
    assert after["duplicate_of"] == before["id"]


def test_lines_that_no_presswatch_wrote_are_refused(take, tmp_path):
    take(rows(tmp_path / "r.jsonl", {"url": "https://diario.example/a", "html": page(), "fetched": "2024-07-26"}))
    (line,) = stored(take.data)
    wrong = [
        {"authors": 5},
        {"kind": "../../x"},
        {"credits": [1]},
        {"schema": 99},
        {"rights": {"a": 1}},
        {"title": ["x"]},
    ]
    file = rows(
        tmp_path / "f.jsonl", *({**line, "url": f"https://diario.example/{n}", **w} for n, w in enumerate(wrong))
    )
    done = take(file)
    assert (done.returncode, len(done.stderr.splitlines())) == (1, len(wrong))


def test_warc_records_become_articles_of_their_date(take, tmp_path):
    html, head = page().encode(), "HTTP/1.1 200 OK\nContent-Type: text/html; charset=utf-8"
    chunked = b"%x\r\n" % 100 + html[:100] + b"\r\n" + b"%x\r\n" % len(html[100:]) + html[100:] + b"\r\n0\r\n\r\n"
    zipped = gzip.compress(page("Otra cosa", PARAGRAPHS[::-1]).encode())
    file = tmp_path / "crawl.bin"
    file.write_bytes(
        warc(
            ("https://diario.example/a", "2021-03-04T05:06:07Z", head + "\nTransfer-Encoding: chunked", chunked),
            ("https://diario.example/b", "2021-03-04T05:06:08.123Z", head + "\nContent-Encoding: gzip", zipped),
            (
                "https://diario.example/c",
                "2021-03-04T05:06:09Z",
                "HTTP/1.1 404 Not Found\nContent-Type: text/html",
                html,
            ),
            (
                "https://diario.example/d.png",
                "2021-03-04T05:06:10Z",
                "HTTP/1.1 200 OK\nContent-Type: image/png",
                b"\x89PNG",
            ),
        )
    )
    done = take(file)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "2 stored, 2 passed over"
    assert {a["fetched"] for a in stored(take.data)} == {"2021-03-04T05:06:07+00:00", "2021-03-04T05:06:08+00:00"}
    assert all(a["text"].count("\n") == 3 for a in stored(take.data))
    assert (take.data / "articles" / "2021-03-04" / "diario.jsonl").exists()


def test_our_own_archive_gives_the_same_articles_again(take, tmp_path):
    take(rows(tmp_path / "r.jsonl", {"url": "https://diario.example/a", "html": page(), "fetched": "2024-07-26"}))
    archive = next((take.data / "pages").glob("*.warc.gz"))
    done = take(archive)
    assert done.stdout.splitlines()[-1] == "1 known"


def test_a_torn_warc_gives_what_is_whole_and_says_so(take, tmp_path):
    head = "HTTP/1.1 200 OK\nContent-Type: text/html; charset=utf-8"
    records = [
        (f"https://diario.example/{n}", "2021-03-04T05:06:07Z", head, page(f"Puente {n}").encode()) for n in "ab"
    ]
    file = tmp_path / "torn.warc.gz"
    file.write_bytes(warc(*records)[:-300])
    done = take(file)
    assert done.returncode == 1
    assert "cannot be read on" in done.stderr
    assert [a["url"] for a in stored(take.data)] == ["https://diario.example/a"]


def test_a_saved_page_is_known_by_its_own_address_and_dated_by_hand(take, tmp_path):
    file = tmp_path / "saved.html"
    link = "<link rel='canonical' href='https://diario.example/puente'></head>"
    file.write_text(page().replace("</head>", link))
    assert take(file, "--fetched", "2024-07-26T10:00:00Z").returncode == 0
    (article,) = stored(take.data)
    assert (article["url"], article["fetched"]) == ("https://diario.example/puente", "2024-07-26T10:00:00+00:00")
    unknown = tmp_path / "unknown.html"
    unknown.write_text(page("Otro"))
    done = take(unknown)
    assert done.returncode == 1
    assert "say where it was fetched from with --url" in done.stderr
    assert take(unknown, "--url", "https://diario.example/otro").returncode == 0


def test_an_older_page_does_not_take_the_place_of_a_newer_one(take, tmp_path):
    url = "https://diario.example/a"
    take(rows(tmp_path / "new.jsonl", {"url": url, "html": page("Segunda versión"), "fetched": "2024-07-26"}))
    done = take(rows(tmp_path / "old.jsonl", {"url": url, "html": page("Primera versión"), "fetched": "2024-07-25"}))
    assert done.stdout.splitlines()[-1] == "1 older"
    take(rows(tmp_path / "newest.jsonl", {"url": url, "html": page("Tercera versión"), "fetched": "2024-07-27"}))
    assert [(a["revision"], a["title"][:7]) for a in stored(take.data)] == [(1, "Segunda"), (2, "Tercera")]


@pytest.mark.parametrize(
    ("content", "says"),
    [(b"", "it is empty"), (b'[{"url": 1}]', "one JSON object a line"), (b"%PDF-1.7", "begins with")],
)
def test_a_file_that_is_none_of_these_is_an_error(take, tmp_path, content, says):
    file = tmp_path / "x.bin"
    file.write_bytes(content)
    done = take(file)
    assert done.returncode == 1
    assert says in done.stderr


def test_what_a_crawl_stored_can_be_carried_over_as_lines(take, tmp_path):
    with Newsroom() as room:
        conf = tmp_path / "other"
        conf.mkdir()
        (conf / "sources.toml").write_text(room.sources_toml())
        command = [
            sys.executable,
            "-m",
            "crawler",
            "--config",
            str(conf),
            "--data",
            str(tmp_path / "o"),
            "crawl",
            "lagaceta",
        ]
        subprocess.run(command, capture_output=True, timeout=60, check=False)
    lines = b"".join(path.read_bytes() for path in (tmp_path / "o" / "articles").rglob("*.jsonl"))
    (tmp_path / "all.jsonl.gz").write_bytes(gzip.compress(lines))
    done = take(tmp_path / "all.jsonl.gz")
    assert done.returncode == 0, done.stderr
    there = {a["url"]: a["content_hash"] for a in map(json.loads, lines.splitlines())}
    assert {a["url"]: a["content_hash"] for a in stored(take.data)} == there
    assert len(there) > 5
