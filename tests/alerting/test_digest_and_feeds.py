"""Digests and feeds: what is in them, that each is made once, and that nothing from outside breaks out of its place."""

import asyncio
import xml.etree.ElementTree as ET
from contextlib import closing
from dataclasses import replace
from datetime import time, timedelta

import pytest
from telling_room import NOON, text_of, to_hook, to_mail

from crawler import configuration
from crawler.alerting.courier import Courier, Office
from crawler.configuration import Settings
from crawler.configuration.digest import DigestPlan
from crawler.folder import HeldFolder
from crawler.scheduler import Schedule
from crawler.session import Assignment, Session
from pipelines.clock import iso
from pipelines.store import digests
from pipelines.store.catalogue import open_catalogue

HOSTILE = '<script>alert("x")</script> & ]]> "\x07\u202e'


@pytest.fixture
def planned(room, mails):
    room.channel(to_mail(mails))
    room.config = replace(room.config, digest=DigestPlan(at=time(13), channels=("desk",)))
    room.db.execute("INSERT INTO runs (command, pid, started) VALUES ('run', 1, ?)", (iso(NOON - timedelta(days=2)),))
    return room


def make_digest(room) -> None:
    async def main() -> None:
        with closing(open_catalogue(room.folder, readonly=True)) as read:
            courier = Courier(Office(folder=room.folder, read=read, write=room.write, config=lambda: room.config,
                                     clock=lambda: room.now))  # fmt: skip
            await courier.digest()
            await courier.once(20)

    asyncio.run(main())


def filled(room) -> None:
    room.watch("mining")
    original = room.store("uno", text_of(1), title="El salar, en obras")
    room.store("dos", text_of(1), title="El salar, en obras", published=iso(NOON - timedelta(minutes=5)))
    room.store("tres", text_of(2), title="Otra noticia")
    room.catch("mining", original)
    room.now = NOON + timedelta(minutes=65)


def test_a_digest_folds_copies_and_says_who_was_first(planned, mails):
    filled(planned)
    make_digest(planned)
    [mail] = mails.taken
    text = mail.get_body(("plain",)).get_content()
    html = mail.get_body(("html",)).get_content()
    assert mail["Subject"] == "News digest 2031-05-14: El salar, en obras"
    assert mail["List-Unsubscribe"] == "<mailto:presswatch@example.org>"
    for page in (text, html):
        assert page.index("El salar, en obras") < page.index("Otra noticia")
        assert "first: The uno" in page
        assert "also The dos" in page
        assert "1 copy folded" in page
        assert "Mining" in page
    assert (planned.folder / "digests" / "2031-05-14.html").read_text().count("<h3>") == 3
    assert "Top stories" in (planned.folder / "digests" / "2031-05-14.txt").read_text()


def test_it_is_made_once_a_day_whatever_is_killed_when(planned, mails):
    filled(planned)
    for _ in range(3):
        make_digest(planned)
    assert len(mails.taken) == 1
    planned.db.execute("UPDATE outbox SET state = 'pending', settled = NULL")  # killed before the end was written
    planned.now += timedelta(minutes=5)
    make_digest(planned)
    assert len({mail["Message-ID"] for mail in mails.taken}) == 1


def test_it_covers_the_time_since_the_one_before(planned, mails):
    filled(planned)
    make_digest(planned)
    planned.now += timedelta(hours=20)
    planned.store("cuatro", text_of(4), title="De la mañana siguiente")
    planned.now += timedelta(hours=5)
    make_digest(planned)
    text = mails.taken[-1].get_body(("plain",)).get_content()
    assert "De la mañana siguiente" in text
    assert "El salar" not in text


def test_one_that_was_missed_is_made_after_the_next_start_but_none_of_before_the_first_run(planned, mails):
    filled(planned)
    planned.now += timedelta(hours=9)
    make_digest(planned)
    assert [mail["Subject"][:22] for mail in mails.taken] == ["News digest 2031-05-14"]
    planned.db.execute("DELETE FROM digests")
    planned.db.execute("UPDATE runs SET started = ?", (iso(planned.now),))
    make_digest(planned)
    assert len(mails.taken) == 1


def test_one_without_news_is_sent_only_where_that_is_asked_for(planned, mails):
    planned.now += timedelta(minutes=65)
    make_digest(planned)
    assert mails.taken == []
    assert digests.is_made(planned.db, "2031-05-14")
    planned.config = replace(planned.config, digest=replace(planned.config.digest, empty=True))
    planned.now += timedelta(days=1)
    make_digest(planned)
    assert "Nothing new." in mails.taken[0].get_body(("plain",)).get_content()


def test_corrections_takedowns_and_silent_sources_are_in_it(planned, mails):
    filled(planned)
    planned.now = NOON + timedelta(minutes=30)
    planned.store("tres", text_of(2) + "\nFe de erratas: eran nueve.", title="Otra noticia, corregida")
    planned.db.execute(
        "INSERT OR REPLACE INTO revisits (url, since, taken_down) VALUES (1, ?1, ?1)", (iso(planned.now),)
    )
    planned.db.execute("INSERT INTO alarms (source, kind, since, detail) VALUES ('dos', 'silent', ?, 'quiet for 9 h')",
                       (iso(NOON),))  # fmt: skip
    planned.now = NOON + timedelta(minutes=65)
    make_digest(planned)
    text = mails.taken[0].get_body(("plain",)).get_content()
    assert "the headline was: Otra noticia" in text
    assert "a note says that the text was corrected" in text
    assert "The uno, gone since" in text
    assert "The dos: silent since" in text


def test_a_change_of_spelling_alone_is_not_told(planned, mails):
    filled(planned)
    planned.now = NOON + timedelta(minutes=30)
    planned.store("tres", text_of(2).replace("Litio.", "Lítio."), title="Otra noticia")
    planned.now = NOON + timedelta(minutes=65)
    make_digest(planned)
    assert "Corrections and edits" not in mails.taken[0].get_body(("plain",)).get_content()


def test_the_schedule_makes_it_at_its_hour_in_the_configured_zone(planned, tmp_path):
    (tmp_path / "conf").mkdir()
    (tmp_path / "conf" / "presswatch.toml").write_text(
        'timezone = "Europe/Madrid"\nworkers = 1\ndisk_floor = "none"\n[digest]\nat = "07:30"\ndays = ["mon", "fri"]\n'
    )
    (tmp_path / "conf" / "sources.toml").write_text("")

    async def main() -> None:
        held = HeldFolder(tmp_path / "other", "run", lambda: NOON)
        session = Session(Assignment(config=configuration.load(tmp_path / "conf"), held=held))
        await session.begin()
        schedule = Schedule(session)
        await schedule.start()
        job = schedule._scheduler.get_job("digest")
        following = job.trigger.get_next_fire_time(None, NOON)  # a Wednesday
        assert following.isoformat() == "2031-05-16T07:30:00+02:00"
        session.config = replace(session.config, digest=None)
        await schedule.tick()
        assert schedule._scheduler.get_job("digest") is None
        await session.close(0)

    asyncio.run(main())


def test_old_news_that_was_stored_now_is_in_no_digest(planned, mails):
    planned.store("uno", text_of(1), title="De hace un mes", published=iso(NOON - timedelta(days=30)))
    planned.now += timedelta(minutes=65)
    make_digest(planned)
    assert mails.taken == []


def test_one_of_chosen_watchlists_holds_nothing_else(planned, mails):
    filled(planned)
    planned.config = replace(planned.config, digest=replace(planned.config.digest, watchlists=("mining",)))
    make_digest(planned)
    text = mails.taken[0].get_body(("plain",)).get_content()
    assert "El salar" in text
    assert "Otra noticia" not in text


def test_days_are_those_of_the_configured_zone(planned, mails):
    filled(planned)
    planned.config = replace(planned.config, settings=Settings(timezone="Pacific/Auckland"),
                             digest=replace(planned.config.digest, at=time(0, 30)))  # fmt: skip
    make_digest(planned)  # 01:05 of the next day there
    assert mails.taken[0]["Subject"].startswith("News digest 2031-05-15")


def test_whole_articles_and_hostile_words_are_in_no_digest_and_no_feed(planned, mails):
    planned.watch("mining")
    article = planned.store("uno", f"{HOSTILE} {text_of(1, 400)} el final", title=HOSTILE)
    planned.catch("mining", article, HOSTILE)
    planned.now += timedelta(minutes=65)
    make_digest(planned)
    html = mails.taken[0].get_body(("html",)).get_content()
    assert "<script" not in html
    assert "&lt;script&gt;" in html
    feed = (planned.folder / "feeds" / "mining.xml").read_bytes()
    for page in (html, mails.taken[0].get_body(("plain",)).get_content(), feed.decode()):
        assert "el final" not in page
        assert not set(page) & {"\x07", "\u202e"}
    assert "<script>" in ET.fromstring(feed).findtext("channel/item/title")  # noqa: S314 - our own file


def test_a_feed_is_sound_rss_whose_guids_are_the_alerts_ids(room):
    room.watch("mining")
    room.tell()
    path = room.folder / "feeds" / "mining.xml"
    assert ET.fromstring(path.read_bytes()).findall("channel/item") == []  # noqa: S314 - our own file
    for number in range(3):
        room.catch("mining", room.store(f"n{number}", text_of(number)))
        room.now += timedelta(minutes=1)
    room.tell()
    channel = ET.fromstring(path.read_bytes()).find("channel")  # noqa: S314 - our own file
    assert {channel.findtext(name) is not None for name in ("title", "link", "description")} == {True}
    items = channel.findall("item")
    ids = [row["id"] for row in room.rows("SELECT id FROM alerts ORDER BY at DESC")]
    assert [item.findtext("guid") for item in items] == ids
    assert [item.findtext("link") for item in items] == [f"https://n{n}.example/nota/" for n in (2, 1, 0)]
    assert items[0].findtext("pubDate") == "Wed, 14 May 2031 12:02:00 +0000"


def test_a_feed_that_a_kill_left_unwritten_is_written_by_the_next(room):
    room.watch("mining")
    room.catch("mining", room.store("uno", text_of(1)))
    room.tell()
    path = room.folder / "feeds" / "mining.xml"
    whole = path.read_bytes()
    path.unlink()
    room.tell()
    assert path.read_bytes() == whole


def test_a_webhook_gets_a_digest_as_text_and_html(planned, hook):
    planned.channel(to_hook(hook))
    planned.config = replace(planned.config, digest=replace(planned.config.digest, channels=("hook",)))
    filled(planned)
    make_digest(planned)
    [posted] = hook.taken
    assert (posted.data["kind"], posted.data["name"]) == ("digest", "2031-05-14")
    assert "El salar, en obras" in posted.data["text"]
