from __future__ import annotations

import re
import sqlite3
import threading
from http.client import HTTPConnection
from urllib.parse import urlencode

import orjson
import pytest
from generate_catalogue import add

from pipelines.article import Article

SEEN = "2025-03-20T08:00:00+00:00"


def article(ident: str) -> Article:
    return Article(
        id=ident, url=f"https://x.example/{ident}", source="x", title=f"Title {ident}", text="Words.", story=ident,
        first_seen=SEEN, fetched=SEEN,
    )  # fmt: skip


@pytest.fixture
def desk(own_desk, filling):
    for number in range(12):
        add(filling, article(f"{number:06d}"))
    filling.db.commit()
    return own_desk


def post(desk, path, form, **headers) -> tuple[int, str]:
    connection = HTTPConnection("127.0.0.1", desk.port, timeout=30)
    own = {"Origin": f"http://127.0.0.1:{desk.port}", "Content-Type": "application/x-www-form-urlencoded"}
    connection.request(
        "POST", path, urlencode(form), {**own, **{name.replace("_", "-"): v for name, v in headers.items()}}
    )
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.status, answer.headers.get("Location", "")


def changes(desk) -> list[dict]:
    lines = [line for file in (desk.folder / "changes").glob("*.jsonl") for line in file.read_bytes().splitlines()]
    return [orjson.loads(line) for line in lines]


def test_a_decision_goes_to_the_catalogue_and_the_log_under_the_reviewers_name(desk):
    status, back = post(
        desk, "/mark", {"do": "relevant 000001", "back": "/?q=title"}, Cookie="presswatch_reviewer=Ana%20B"
    )
    assert (status, back) == (303, "/?q=title&done=done_relevant&on=000001")
    assert "Marked as relevant." in desk.get(back).body
    [told] = [line for line in changes(desk) if line["field"] == "mark"]
    assert (told["id"], told["new"]["decision"], told["new"]["reviewer"]) == ("000001", "relevant", "Ana B")
    assert 'title="Ana B">relevant' in desk.get("/article/000001").body


def test_what_was_done_can_be_undone(desk):
    for what, undone in (("relevant", 'class="tool yes"'), ("star", 'class="tool star"'), ("seen", 'class="tool eye"')):
        post(desk, "/mark", {"do": f"{what} 000002", "back": "/article/000002"})
        pressed = re.compile(undone + r'[^>]*aria-pressed="true"')
        assert pressed.search(desk.get("/article/000002").body)
        post(desk, "/mark", {"do": f"undo-{what} 000002", "back": "/"})
        assert not pressed.search(desk.get("/article/000002").body) or what == "seen"


def test_labels_and_notes_are_shown_to_everybody_and_lead_to_what_has_them(desk):
    form = {"do": "write 000003", "label": "follow  up", "note": "Ask the\nharbour.", "back": "/"}
    post(desk, "/mark", form, Cookie="presswatch_reviewer=Ana")
    body = desk.get("/article/000003").body
    assert "follow up" in body
    assert "Ask the\nharbour." in body
    assert "Title 000003" in desk.get("/?label=follow+up").body
    assert "Title 000004" not in desk.get("/?label=follow+up").body


def test_the_inbox_narrows_to_states_of_review(desk):
    post(desk, "/mark", {"do": "irrelevant 000005", "back": "/"})
    post(desk, "/mark", {"do": "star 000006", "back": "/"})
    found = {state: set(re.findall(r"Title (\d+)", desk.get(f"/?review={state}").body))
             for state in ("irrelevant", "star", "undecided", "unseen")}  # fmt: skip
    assert found["irrelevant"] == {"000005"}
    assert found["star"] == {"000006"}
    assert "000005" not in found["undecided"] | found["unseen"]
    assert len(found["undecided"]) == 11


def test_two_people_at_once_lose_nothing_beside_a_writer(desk):
    """Twelve decisions of each of two reviewers, while a third connection writes transactions of its own."""
    stop = threading.Event()

    def write() -> None:
        db = sqlite3.connect(desk.folder / "presswatch.db", timeout=60, isolation_level=None)
        while not stop.is_set():
            db.execute("BEGIN IMMEDIATE")
            db.execute("INSERT INTO runs (command, pid, started) VALUES ('run', 1, ?)", (SEEN,))
            db.execute("COMMIT")
            stop.wait(0.002)
        db.close()

    def decide(name: str) -> None:
        for number in range(12):
            answer = post(
                desk, "/mark", {"do": f"relevant {number:06d}", "back": "/"}, Cookie=f"presswatch_reviewer={name}"
            )
            assert answer[0] == 303

    threads = [threading.Thread(target=decide, args=(name,)) for name in ("Ana", "Ben")]
    writer = threading.Thread(target=write)
    for thread in (writer, *threads):
        thread.start()
    for thread in threads:
        thread.join()
    stop.set()
    writer.join()
    db = sqlite3.connect(desk.folder / "presswatch.db")
    assert db.execute("SELECT count(DISTINCT article || reviewer) FROM marks").fetchone()[0] == 24
    assert len({(line["id"], line["new"]["reviewer"]) for line in changes(desk) if line["field"] == "mark"}) == 24


@pytest.mark.parametrize(("headers", "status"), [
    ({"Origin": "https://evil.example"}, 403), ({"Origin": "null"}, 403), ({"Sec_Fetch_Site": "cross-site"}, 403),
    ({"Sec_Fetch_Site": "same-site"}, 403), ({"Sec_Fetch_Site": "same-origin"}, 303), ({}, 303),
])  # fmt: skip
def test_only_pages_of_the_desk_may_write(desk, headers, status):
    assert post(desk, "/mark", {"do": "star 000007", "back": "/"}, **headers)[0] == status


def test_a_write_that_says_not_where_it_comes_from_is_refused(desk):
    assert desk.get("/mark", "POST").status == 403


@pytest.mark.parametrize("back", ["//evil.example/", "https://evil.example/", "/\\evil.example", "\r\nX: y", ""])
def test_a_form_leads_back_into_the_desk_alone(desk, back):
    for path, form in (("/mark", {"do": "star 000008", "back": back}), ("/reviewer", {"name": "Ana", "back": back})):
        status, location = post(desk, path, form)
        assert status == 303
        assert location.split("?")[0] == "/"


def test_what_cannot_be_written_is_said(desk):
    assert post(desk, "/mark", {"do": "relevant nothing", "back": "/"})[0] == 409
    assert post(desk, "/mark", {"do": "explode 000001", "back": "/"})[0] == 400
    assert post(desk, "/mark", {"do": "undo-relevant 000009", "back": "/"})[0] == 409
    assert post(desk, "/mark", {"do": "write 000001", "note": "x" * 70_000})[0] == 413
