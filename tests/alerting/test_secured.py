"""Webhook and mail over TLS: only to whom a known authority vouches for."""

import sys
from pathlib import Path

import pytest
from telling_receivers import Hook, MailServer
from telling_room import text_of, to_mail

from crawler.alerting.channel import Secret, Webhook

sys.path.insert(0, str(Path(__file__).parents[1] / "network"))

from authority import Authority


@pytest.fixture
def authority(tmp_path, monkeypatch):
    made = Authority(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(made.file))
    monkeypatch.delenv("SSL_CERT_DIR", raising=False)
    return made


def told(room) -> str | None:
    """The error of the one message, None where it was sent."""
    room.watch("mining", channels=tuple(room.config.channels))
    room.catch("mining", room.store("uno", text_of(1)))
    room.tell()
    [row] = room.outbox
    return row["error"] if row["state"] != "sent" else None


def hook_at(server: Hook) -> Webhook:
    return Webhook(id="hook", url=Secret(f"https://localhost:{server.port}/"), allow_private=True)


def test_a_webhook_is_sent_over_tls(room, authority):
    with Hook(authority.server("localhost")) as server:
        room.channel(hook_at(server))
        assert told(room) is None
        assert len(server.taken) == 1


def test_a_webhook_is_not_sent_to_whom_the_certificate_does_not_name(room, authority):
    with Hook(authority.server("other.example")) as server:
        room.channel(hook_at(server))
        assert "no secure connection" in told(room)
        assert server.tries == []


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_a_mail_and_its_password_go_over_tls(room, authority, security):
    with MailServer(("ana", "secret-word"), **{security: authority.server("localhost")}) as server:
        room.channel(to_mail(server, host="localhost", security=security, user="ana", password=Secret("secret-word")))
        assert told(room) is None
        assert (len(server.taken), len(server.logins)) == (1, 1)


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_no_password_is_shown_to_whom_the_certificate_does_not_name(room, authority, security):
    with MailServer(("ana", "secret-word"), **{security: authority.server("other.example")}) as server:
        room.channel(to_mail(server, host="localhost", security=security, user="ana", password=Secret("secret-word")))
        assert told(room)
        assert (server.taken, server.logins) == ([], [])
