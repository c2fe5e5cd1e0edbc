"""What is wrong in channels.toml and [digest] is refused when the configuration loads: file, table, key, and mend."""

import pytest

from crawler import configuration
from crawler.alerting.channel import Mail, Notices, Secret, Webhook, require_secrets
from pipelines.errors import ConfigurationError

GOOD = """
[hook]
kind = "webhook"
url = "https://hooks.example.org/presswatch?to=desk"
key = "env:HOOK_KEY"

[phone]
kind = "apprise"
url = "env:PHONE_URL"
alarms = true

[desk]
kind = "mail"
host = "smtp.example.org"
user = "desk"
password = "env:SMTP_PASSWORD"
from = "presswatch@example.org"
to = ["ana@example.org"]
"""


@pytest.fixture
def loaded(tmp_path):
    def load(channels: str = "", presswatch: str = "", watchlists: str = ""):
        for name, text in (("channels", channels), ("presswatch", presswatch), ("watchlists", watchlists)):
            (tmp_path / f"{name}.toml").write_text(text)
        return configuration.load(tmp_path)

    return load


@pytest.fixture
def refused(loaded):
    def load(**files: str) -> str:
        with pytest.raises(ConfigurationError) as caught:
            loaded(**files)
        return str(caught.value)

    return load


def test_channels_are_read(loaded):
    channels = loaded(channels=GOOD).channels
    assert [type(channel) for channel in channels.values()] == [Webhook, Notices, Mail]
    assert channels["phone"].alarms
    mail = channels["desk"]
    assert (mail.port, mail.security) == (587, "starttls")
    assert mail.unsubscribe == "mailto:presswatch@example.org?subject=unsubscribe"


def test_the_shipped_file_has_no_channel_and_shows_every_key(loaded):
    from crawler.configuration.channels import KEYS
    from crawler.configuration.files import shipped_folder

    assert configuration.load(None).channels == {}
    text = (shipped_folder() / "channels.toml").read_text()
    assert [key for keys in KEYS.values() for key in keys if f" {key} " not in text] == []


def test_the_shipped_digest_is_the_plan_of_the_defaults(loaded):
    import tomllib
    from dataclasses import fields

    from crawler.configuration.digest import DigestPlan
    from crawler.configuration.files import shipped_folder

    text = (shipped_folder() / "presswatch.toml").read_text().partition("\n# [digest]\n")[2]
    shown = tomllib.loads("".join(f"{line.removeprefix('# ')}\n" for line in text.splitlines()))
    assert set(shown) == {field.name for field in fields(DigestPlan)}
    plan = loaded(presswatch='[digest]\nat = "07:30"').digest
    assert {name: list(value) if isinstance(value, tuple) else value for name in shown if name != "at"
            for value in [getattr(plan, name)]} == {n: v for n, v in shown.items() if n != "at"}  # fmt: skip


@pytest.mark.parametrize(
    ("table", "place", "cause"),
    [
        ('url = "https://x.example/"', "kind", "it has no kind"),
        ('kind = "sms"', "kind", "'sms' is no kind of channel"),
        ('kind = "webhook"', "url", "it is missing"),
        ('kind = "webhook"\nurl = "ftp://x.example/"', "url", "no URL that a webhook can be sent to"),
        ('kind = "webhook"\nurl = "https://ana:hush@x.example/"', "url", "no URL that a webhook can be sent to"),
        ('kind = "webhook"\nurl = "env:1x"', "url", "names no environment variable"),
        ('kind = "webhook"\nurl = "https://x.example/"\nkey = "hush"', "key", "too short to sign with"),
        ('kind = "webhook"\nurl = "https://x.example/"\nfrom = "a@b.example"', "from", "there is no such key"),
        ('kind = "webhook"\nurl = "https://x.example/"\nalarms = "yes"', "alarms", "neither true nor false"),
        ('kind = "apprise"\nurl = "nosuch://hush"', "url", "Apprise knows no such service"),
        ('kind = "mail"\nfrom = "a@b.example"\nto = ["a@b.example"]', "host", "it is missing"),
        ('kind = "mail"\nhost = "x.example"\nfrom = "a"\nto = ["a@b.example"]', "from", "is no mail address"),
        ('kind = "mail"\nhost = "x.example"\nfrom = "a@b.example"\nto = []', "to", "it names nobody"),
        ('kind = "mail"\nhost = "x.example"\nfrom = "a@b.example"\nto = ["a@b\\nBcc: c"]', "to", "no mail address"),
        ('kind = "mail"\nhost = "x.example"\nport = 0\nfrom = "a@b.example"\nto = ["a@b.c"]', "port", "does not fit"),
        ('kind = "mail"\nhost = "x.example"\nsecurity = "ssl"\nfrom = "a@b.example"\nto = ["a@b.example"]', "security",
         "no way to secure SMTP"),
        ('kind = "mail"\nhost = "x.example"\nuser = "a"\nfrom = "a@b.example"\nto = ["a@b.example"]', "password",
         "user and password go together"),
        ('kind = "mail"\nhost = "x.example"\nsecurity = "none"\nuser = "a"\npassword = "hush"', "security", "clear"),
    ],
)  # fmt: skip
def test_a_bad_channel_is_refused_with_its_place_and_without_its_secrets(refused, table, place, cause):
    message = refused(channels=f"[desk]\n{table}\n")
    assert f"channels.toml [desk] {place}:" in message
    assert cause in message
    assert "hush" not in message


def test_a_channel_that_a_watchlist_or_the_digest_names_must_be_there(refused):
    message = refused(channels=GOOD, watchlists='[w]\nquery = "litio"\nchannels = ["dekk"]\n')
    assert "watchlists.toml [w] channels: there is no channel 'dekk': did you mean desk?" in message
    message = refused(presswatch='[digest]\nat = "07:30"\nchannels = ["desk"]\n')
    assert "presswatch.toml [digest] channels: there is no channel 'desk'" in message
    assert "channels.toml" in message.partition("no channel")[2]


@pytest.mark.parametrize(
    ("line", "place", "cause"),
    [
        ('at = "25:00"', "at", "no time of day"),
        ('at = "7h"', "at", "no time of day"),
        ("days = []", "at", "it is missing"),
        ('at = "07:30"\ndays = ["lunes"]', "days", "no weekday"),
        ('at = "07:30"\nwatchlists = ["x"]', "watchlists", "there is no watchlist 'x'"),
        ('at = "07:30"\nchanels = []', "chanels", "there is no such key"),
    ],
)
def test_a_bad_digest_is_refused_with_its_place(refused, line, place, cause):
    message = refused(presswatch=f"[digest]\n{line}\n")
    assert f"presswatch.toml [digest] {place}:" in message
    assert cause in message


def test_workers_are_told_no_secrets(loaded):
    config = loaded(channels=GOOD.replace("env:HOOK_KEY", "a-secret-of-the-hook"))
    assert config.channels["hook"].key == Secret("a-secret-of-the-hook")
    assert "a-secret-of-the-hook" not in repr(config)
    assert "channels" not in configuration.to_json(config)


def test_a_secret_that_is_not_set_is_named_before_the_schedule_starts(loaded, monkeypatch):
    config = loaded(channels=GOOD)
    monkeypatch.delenv("HOOK_KEY", raising=False)
    with pytest.raises(ConfigurationError, match=r"conf/channels.toml \[hook\] env:HOOK_KEY: there is no such"):
        require_secrets(config.channels, "conf/channels.toml")
    for name in ("HOOK_KEY", "PHONE_URL", "SMTP_PASSWORD"):
        monkeypatch.setenv(name, "x")
    require_secrets(config.channels, "conf/channels.toml")


def test_secrets_are_masked_in_the_log(loaded, monkeypatch):
    from crawler.cli.logs import secrets_of

    monkeypatch.setenv("HOOK_KEY", "hush-hush-hush")
    secrets = secrets_of(loaded(channels=GOOD))
    assert "hush" not in secrets.masked("signed with hush-hush-hush")
