"""The outbox against a real HTTP receiver and SMTP server: failures, quiet hours, throttles, kills."""

import asyncio
import hashlib
import hmac
from datetime import time, timedelta

import pytest
from telling_receivers import MailServer
from telling_room import KEY, NOON, text_of, to_hook, to_mail

from crawler.alerting.channel import Secret, Unset, Webhook
from pipelines.clock import iso
from pipelines.store import outbox


def caught(room, number: int = 1, *terms: str, **more) -> None:
    room.catch("mining", room.store(f"n{number}", text_of(number), **more), *terms)


@pytest.fixture
def hooked(room, hook):
    room.channel(to_hook(hook))
    room.watch("mining", channels=("hook",))
    return room


def test_an_alert_is_posted_signed_and_carries_no_whole_article(hooked, hook):
    caught(hooked)
    hooked.tell()
    [posted] = hook.taken
    assert posted.headers[":request"] == "POST /hook?to=desk HTTP/1.1"
    signed = posted.headers["x-presswatch-timestamp"].encode() + b"." + posted.raw
    expected = hmac.new(KEY.encode(), signed, hashlib.sha256).hexdigest()
    assert posted.headers["x-presswatch-signature"] == f"sha256={expected}"
    assert (posted.data["kind"], posted.data["id"], posted.data["watchlist"]["id"]) == ("alert", posted.id, "mining")
    [alert] = posted.data["alerts"]
    assert alert["article"]["title"] == "Titular de n1"
    assert len(alert["article"]["excerpt"]) <= 241
    assert (alert["why"], alert["terms"], alert["story"]["copies"]) == ("new", ["litio"], 0)
    assert [row["state"] for row in hooked.outbox] == ["sent"]


@pytest.mark.parametrize("fault", ["500", "503", "429", "408", "cut", "garbage"])
def test_what_fails_for_now_is_sent_again_with_the_same_id(hooked, hook, fault):
    hook.faults = [fault, fault]
    caught(hooked)
    for _ in range(3):
        hooked.tell()
        hooked.now += timedelta(minutes=2)
    assert len(hook.tries) == 3
    assert len({posted.id for posted in hook.tries}) == 1
    assert hook.taken[-1].id == hooked.outbox[0]["id"]
    assert [(row["state"], row["attempts"]) for row in hooked.outbox] == [("sent", 3)]


@pytest.mark.parametrize("fault", ["400", "404", "410", "302"])
def test_what_is_refused_for_good_is_listed_with_its_reason_and_can_be_tried_by_hand(hooked, hook, fault):
    hook.faults = [fault]
    caught(hooked)
    hooked.tell()
    hooked.now += timedelta(days=1)
    hooked.tell()
    [row] = hooked.outbox
    assert (len(hook.tries), row["state"]) == (1, "failed")
    assert fault in row["error"]
    assert outbox.retry(hooked.db, [], iso(hooked.now)) == [row["id"]]
    hooked.tell()
    assert [posted.id for posted in hook.taken] == [row["id"]]


def test_waits_grow_and_a_receiver_that_asks_for_time_is_given_it(hooked, hook):
    hook.always = "503"
    caught(hooked)
    waits = []
    for _ in range(9):
        hooked.tell()
        [row] = hooked.outbox
        waits.append((outbox.datetime.fromisoformat(row["next_try"]) - hooked.now).total_seconds())
        hooked.now += timedelta(seconds=waits[-1])
    assert waits == [30, 60, 120, 240, 480, 960, 1920, 3600, 3600]
    hook.faults = ["429 Retry-After: 9000"]
    hooked.tell()
    assert hooked.outbox[0]["next_try"] == iso(hooked.now + timedelta(seconds=9000))


def test_a_receiver_that_was_down_for_long_gets_all_once_and_in_order(hooked, hook):
    hook.down()
    for number in range(5):
        caught(hooked, number)
        hooked.now += timedelta(seconds=1)
    hooked.tell()
    assert {row["state"] for row in hooked.outbox} == {"pending"}
    assert sum(row["attempts"] for row in hooked.outbox) == 1  # one tried the door for all
    hook.up()
    hooked.now += timedelta(hours=2)
    hooked.tell()
    assert sorted(posted.data["alerts"][0]["article"]["id"] for posted in hook.taken) == [f"n{n}" for n in range(5)]
    assert {row["state"] for row in hooked.outbox} == {"sent"}


def test_a_message_that_is_always_failing_holds_up_no_other(hooked, hook):
    caught(hooked, 1)
    hook.faults = ["500"]
    hooked.tell()
    caught(hooked, 2)
    hooked.tell()
    assert [posted.data["alerts"][0]["article"]["id"] for posted in hook.taken] == ["n2"]


def test_it_is_given_up_after_many_attempts_and_stays_listed(hooked, hook):
    caught(hooked)
    hook.always = "500"
    hooked.tell()
    hooked.db.execute("UPDATE outbox SET attempts = 79, next_try = ?", (iso(hooked.now),))
    hooked.tell()
    assert hooked.outbox[0]["state"] == "failed"
    assert "given up after 80 attempts" in hooked.outbox[0]["error"]


def test_a_channel_at_a_private_address_needs_leave(hooked, hook):
    hooked.channel(to_hook(hook, allow_private=False))
    caught(hooked)
    hooked.tell()
    assert hook.tries == []
    assert "loopback address, and allow_private is not set" in hooked.outbox[0]["error"]


@pytest.mark.parametrize("host", ["localhost", "127.1", "[::ffff:127.0.0.1]", "2130706433", "x.localhost"])
def test_no_spelling_gets_around_the_guard(hooked, hook, host):
    hooked.channel(Webhook(id="hook", url=Secret(f"http://{host}:{hook.port}/")))
    caught(hooked)
    hooked.tell()
    assert hook.tries == []
    assert "allow_private is not set" in hooked.outbox[0]["error"]


def test_a_missing_secret_is_said_and_the_message_waits(hooked, hook, monkeypatch):
    hooked.channel(Webhook(id="hook", url=Secret("env:NOT_SET_ANYWHERE"), allow_private=True))
    caught(hooked)
    hooked.tell()
    assert "NOT_SET_ANYWHERE" in hooked.outbox[0]["error"]
    monkeypatch.setenv("NOT_SET_ANYWHERE", hook.url)
    hooked.now += timedelta(minutes=1)
    hooked.tell()
    assert len(hook.taken) == 1


def test_secrets_show_in_no_spelling():
    assert repr(Secret("hush-hush")) == "[secret]"
    assert "hush" not in repr(Webhook(id="a", url=Secret("https://x.example/hush"), key=Secret("hush-hush")))
    with pytest.raises(Unset, match="env:NAME_OF_NONE"):
        Secret("env:NAME_OF_NONE").reveal({})


def test_what_was_forgotten_is_in_no_message(hooked, hook):
    hook.down()
    caught(hooked)
    hooked.tell()
    hooked.db.execute("DELETE FROM alerts")
    hook.up()
    hooked.now += timedelta(minutes=1)
    hooked.tell()
    assert hook.taken == []
    assert hooked.outbox[0]["state"] == "dropped"


def test_a_message_taken_just_before_the_kill_comes_again_with_its_id(hooked, hook):
    caught(hooked)
    hooked.tell()
    first = hook.taken[0].id
    hooked.db.execute("UPDATE outbox SET state = 'pending', settled = NULL")  # the kill was before the commit
    hooked.now += timedelta(minutes=1)
    hooked.tell()
    assert [posted.id for posted in hook.taken] == [first, first]


def test_two_who_send_do_not_send_the_same_twice(hooked, hook):
    caught(hooked)
    hook.down()
    hooked.tell()
    [row] = hooked.outbox
    later = hooked.now + timedelta(minutes=5)
    assert outbox.claim(hooked.db, row["id"], later) is not None
    assert outbox.claim(hooked.db, row["id"], later) is None


def test_in_quiet_hours_alerts_gather_into_one_message(room, hook):
    room.channel(to_hook(hook))
    room.watch("mining", channels=("hook",), quiet=(time(11), time(14)))
    for number in range(3):
        caught(room, number)
        room.tell()
    assert hook.tries == []
    room.now = NOON.replace(hour=14)
    room.tell()
    [posted] = hook.taken
    assert [alert["article"]["id"] for alert in posted.data["alerts"]] == ["n0", "n1", "n2"]


def test_high_urgency_knows_no_quiet_hours_and_digest_urgency_is_not_sent(room, hook):
    room.channel(to_hook(hook))
    room.watch("mining", channels=("hook",), quiet=(time(11), time(14)), urgency="high")
    caught(room, 1)
    room.tell()
    assert len(hook.taken) == 1
    room.watch("mining", channels=("hook",), urgency="digest")
    caught(room, 2)
    room.tell()
    assert len(hook.taken) == 1
    assert len(room.alerts) == 2


def test_a_throttle_spaces_messages_and_loses_none(room, hook):
    room.channel(to_hook(hook))
    room.watch("mining", channels=("hook",), throttle=600.0)
    for number in range(4):
        caught(room, number)
        room.tell()
        room.now += timedelta(minutes=2)
    assert len(hook.taken) == 1
    room.now += timedelta(minutes=3)
    room.tell()
    told = [[alert["article"]["id"] for alert in posted.data["alerts"]] for posted in hook.taken]
    assert told == [["n0"], ["n1", "n2", "n3"]]


def test_a_mail_has_its_id_in_every_header_that_programs_go_by(room, mails):
    room.channel(to_mail(mails))
    room.watch("mining", channels=("desk",))
    caught(room, 1, title="Huelga\r\nBcc: todos@example.org en la ciudad de A Coruña")
    room.tell()
    [mail] = mails.taken
    [row] = room.outbox
    assert (mail["X-Presswatch-Id"], mail["Message-ID"]) == (row["id"], f"<{row['id']}@example.org>")
    assert mail["Subject"] == "Mining: Huelga Bcc: todos@example.org en la ciudad de A Coruña"
    assert (mail["Bcc"], mail["To"]) == (None, "ana@example.org, luis@example.org")
    assert mail["List-Unsubscribe"] == "<mailto:presswatch@example.org>"
    text = mail.get_content()
    assert "https://n1.example/nota/" in text
    assert row["id"] in text
    assert len(text) < 1000


@pytest.mark.parametrize("fault", ["451 later", "421 closing", "cut", "rcpt 450 busy"])
def test_mail_that_is_not_taken_now_comes_again_with_its_id(room, mails, fault):
    room.channel(to_mail(mails))
    room.watch("mining", channels=("desk",))
    mails.faults = [fault]
    caught(room)
    room.tell()
    room.now += timedelta(minutes=1)
    room.tell()
    assert {mail["Message-ID"] for mail in mails.taken} == {f"<{room.outbox[0]['id']}@example.org>"}
    assert len(mails.taken) == (2 if fault == "cut" else 1)
    assert room.outbox[0]["state"] == "sent"


@pytest.mark.parametrize("fault", ["554 no", "rcpt 550 unknown"])
def test_mail_that_is_refused_for_good_has_failed(room, mails, fault):
    room.channel(to_mail(mails))
    room.watch("mining", channels=("desk",))
    mails.faults = [fault]
    caught(room)
    room.tell()
    [row] = room.outbox
    assert row["state"] == "failed"
    assert fault.split()[-1] in row["error"]


def test_a_wrong_password_is_mended_without_loss_and_never_shown(room):
    with MailServer(login=("ana", "secret-word")) as server:
        room.channel(to_mail(server, user="ana", password=Secret("secret-word")))
        room.watch("mining", channels=("desk",))
        server.faults = ["auth"]
        caught(room)
        room.tell()
        [row] = room.outbox
        assert "does not let us in (535)" in row["error"]
        assert "secret-word" not in row["error"]
        room.now += timedelta(minutes=1)
        room.tell()
        assert len(server.taken) == 1


def test_starttls_is_not_given_up_where_the_server_has_none(room, mails):
    room.channel(to_mail(mails, security="starttls"))
    room.watch("mining", channels=("desk",))
    caught(room)
    room.tell()
    assert mails.taken == []
    assert "STARTTLS" in room.outbox[0]["error"]


def test_a_channel_that_hangs_holds_up_no_other(room, hook, mails, monkeypatch):
    monkeypatch.setattr("crawler.alerting.webhook.DEADLINE", 1.0)
    hook.always = "hang"
    room.channel(to_hook(hook))
    room.channel(to_mail(mails))
    room.watch("mining", channels=("hook", "desk"))
    caught(room)
    room.tell()
    assert {row["channel"]: row["state"] for row in room.outbox} == {"hook": "pending", "desk": "sent"}
    assert "no answer within 1 s" in next(row["error"] for row in room.outbox if row["channel"] == "hook")


def test_an_alarm_is_told_once_on_the_channels_that_want_it(room, hook, mails):
    room.channel(to_hook(hook, alarms=True))
    room.channel(to_mail(mails))
    room.db.execute("INSERT INTO alarms (source, kind, since, detail) VALUES ('uno', 'silent', ?, 'quiet for 9 h')",
                    (iso(NOON),))  # fmt: skip
    room.tell()
    room.tell()
    [posted] = hook.taken
    assert (posted.data["kind"], posted.data["alarm"]["source"]) == ("alarm", "uno")
    assert mails.taken == []


def test_alarms_of_long_ago_are_not_told_to_a_channel_that_is_new(room, hook):
    room.db.execute("INSERT INTO alarms (source, kind, since, detail) VALUES ('uno', 'silent', ?, 'x')",
                    (iso(NOON - timedelta(days=9)),))  # fmt: skip
    room.channel(to_hook(hook, alarms=True))
    room.tell()
    assert hook.tries == []


def test_hits_that_lay_for_days_make_alerts_for_the_feed_but_no_message(hooked, hook):
    caught(hooked)
    hooked.now += timedelta(days=3)
    hooked.tell()
    assert hook.tries == []
    assert hooked.alerts == [("n1", "new")]


def test_a_notice_goes_through_apprise_and_its_guard(room, hook):
    from crawler.alerting.channel import Notices
    from crawler.alerting.notices import is_known, notify

    url = Secret(f"json://127.0.0.1:{hook.port}/notice")
    assert is_known(url.reveal())
    assert not is_known("nosuch://service")
    told = asyncio.run(notify(Notices(id="phone", url=url, allow_private=True), "Titular", "Cuerpo, ñandú"))
    assert (told.state, hook.taken[0].data["title"], hook.taken[0].data["message"]) == (
        "sent",
        "Titular",
        "Cuerpo, ñandú",
    )
    blocked = asyncio.run(notify(Notices(id="phone", url=url), "Titular", "Cuerpo"))
    assert (blocked.state, len(hook.taken)) == ("again", 1)
    assert "loopback address, and allow_private is not set" in blocked.error


def test_a_hit_that_cannot_be_judged_holds_up_nothing_that_is_due(hooked, hook, caplog):
    caught(hooked, 1)
    hook.faults = ["500"]
    hooked.tell()
    hooked.db.execute(
        "INSERT INTO watch_hits (watchlist, article, revision, at, terms, first) VALUES ('water', 'n1', 1, ?, '{', 1)",
        (iso(NOON),),
    )
    hooked.now += timedelta(minutes=1)
    hooked.tell()
    assert [row["state"] for row in hooked.outbox] == ["sent"]
    assert "telling failed and is tried again" in caplog.text
