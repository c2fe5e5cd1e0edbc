"""The tables of channels.toml as channels."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from crawler.alerting.channel import Channel, Mail, Notices, Secret, Webhook
from crawler.configuration import checks
from crawler.configuration.checks import Refused
from crawler.configuration.problems import Place, Problems, did_you_mean
from crawler.configuration.table import Table

COMMON = ("kind", "allow_private", "alarms")
KEYS = {
    "webhook": (*COMMON, "url", "key"),
    "apprise": (*COMMON, "url"),
    "mail": (*COMMON, "host", "port", "security", "user", "password", "from", "to", "unsubscribe"),
}
_PORTS = {"starttls": 587, "tls": 465, "none": 25}
_ADDRESS = re.compile(r"[^@\s\x00-\x20<>()\[\],;:\\\"]+@[A-Za-z0-9.-]+")
_SECRET_ENVIRONMENT = re.compile(r"env:.*")
_SHORTEST_KEY = 16


def channels_of(values: dict[str, Any], file: str, problems: Problems) -> dict[str, Channel]:
    """The channels of a parsed channels.toml by name; faults go to `problems`, faulty ones stay out."""
    found = {}
    for name, table in values.items():
        if not isinstance(table, dict):
            problems.add(Place(file=file, key=name), "it stands outside a table", "put it below a line like [desk]")
            continue
        before = len(problems.found)
        channel = _channel(name, Table(table, Place(file=file, table=name), problems))
        if channel is not None and len(problems.found) == before:
            found[name] = channel
    return found


def check_named(names: tuple[str, ...], channels: dict[str, Any], table: Table, file: str) -> None:
    """Note the channels that a key `channels` names and that there are not. channels: all tables of channels.toml, so
    that one with a fault of its own is not told as missing. file: where they stand."""
    for name in names:
        if name not in channels:
            mend = did_you_mean(name, channels) if channels else f"there is none yet: describe it in {file}"
            table.wrong("channels", f"there is no channel {name[:80]!r}", mend)


def _channel(name: str, table: Table) -> Channel | None:
    if not checks.SOURCE_ID.fullmatch(name):
        table.wrong(None, f"{name[:80]!r} cannot name a channel", "use at most 64 of a-z, 0-9 and '-', not '-' first")
    kind = table.text("kind")
    if kind not in KEYS:
        cause = "it has no kind" if kind is None else f"{kind[:40]!r} is no kind of channel"
        table.wrong("kind", cause, f"write one of {', '.join(KEYS)}")
        return None
    table.check_keys(KEYS[kind])
    return _MAKERS[kind](name, table)


def _webhook(name: str, table: Table) -> Channel:
    key = _secret(table, "key", _signing_key)
    url = _secret(table, "url", _web_url) or _missing(table, "url", 'url = "https://..." or "env:NAME"')
    return Webhook(id=name, url=url, key=key, **_common(table))


def _notices(name: str, table: Table) -> Channel:
    url = _secret(table, "url", _apprise_url) or _missing(table, "url", 'url = "ntfys://..." or "env:NAME"')
    return Notices(id=name, url=url, **_common(table))


def _mail(name: str, table: Table) -> Channel:
    security = table.text("security", _security) or "starttls"
    sender, to = table.text("from", _address), table.texts("to", _address)
    for key, value in (("host", table.values.get("host")), ("from", table.values.get("from"))):
        if value is None:
            _missing(table, key, f'{key} = "..."')
    if table.values.get("to", []) == []:
        table.wrong("to", "it names nobody", 'write to = ["desk@example.org"]')
    channel = Mail(
        id=name,
        host=table.text("host", checks.domain) or "",
        port=int(table.number("port", _PORTS[security], 1, 65535)),
        security=security,
        user=table.text("user", _one_line),
        password=_secret(table, "password", _one_line),
        sender=sender or "",
        to=to,
        unsubscribe=table.text("unsubscribe", _unsubscribe) or f"mailto:{sender}?subject=unsubscribe",
        **_common(table),
    )
    _check_login(channel, table)
    return channel


_MAKERS: dict[str, Callable[[str, Table], Channel]] = {"webhook": _webhook, "apprise": _notices, "mail": _mail}


def _common(table: Table) -> dict[str, bool]:
    return {
        "allow_private": table.flag("allow_private", default=False),
        "alarms": table.flag("alarms", default=False),
    }


def _check_login(channel: Mail, table: Table) -> None:
    """What no single key can say."""
    if (channel.user is None) != (channel.password is None):
        missing = "password" if channel.password is None else "user"
        table.wrong(missing, "user and password go together", "give both, or neither")
    if channel.password is not None and channel.security == "none" and not channel.allow_private:
        mend = 'write security = "starttls" or "tls", or leave user and password out'
        table.wrong("security", "the password would travel in the clear", mend)


def _missing(table: Table, key: str, example: str) -> Secret:
    if key not in table.values:
        table.wrong(key, "it is missing", f"write {example}")
    return Secret("")


def _secret(table: Table, key: str, check: Callable[[str], str]) -> Secret | None:
    """A secret that passes `check` where it is given as it is; no message shows it."""
    value = table.values.get(key)
    if value is None:
        return None
    if not isinstance(value, str) or not value.strip():
        table.wrong(key, "it is no text, or an empty one", 'write it in quotes, or as "env:NAME"')
        return None
    secret = Secret(value.strip())
    if secret.variable is not None:
        return secret
    if _SECRET_ENVIRONMENT.fullmatch(value.strip()):
        table.wrong(key, "it names no environment variable", 'write "env:NAME" with letters, digits and "_"')
        return None
    try:
        check(value.strip())
    except Refused as error:
        table.wrong(key, error.cause, error.mend)
        return None
    return secret


def _web_url(text: str) -> str:
    from crawler.guard import check_url

    try:
        sound = check_url(text) is None and urlsplit(text).hostname is not None and len(text) <= checks.LONGEST_URL
    except ValueError:
        sound = False
    if not sound:
        raise Refused("it is no URL that a webhook can be sent to", "write https://HOST/PATH, without user and blanks")
    return text


def _apprise_url(text: str) -> str:
    from crawler.alerting.notices import is_known

    if not is_known(text):
        raise Refused("Apprise knows no such service, or a part of its URL is missing", "see appriseit.com/services")
    return text


def _signing_key(text: str) -> str:
    if len(text) < _SHORTEST_KEY:
        raise Refused("it is too short to sign with", f"give at least {_SHORTEST_KEY} random characters")
    return _one_line(text)


def _security(text: str) -> str:
    if text in _PORTS:
        return text
    raise Refused(f"{text[:40]!r} is no way to secure SMTP", "write starttls, tls or none")


def _address(text: str) -> str:
    if len(text) <= 254 and text.isascii() and _ADDRESS.fullmatch(text):
        return text
    raise Refused(f"{text[:80]!r} is no mail address", "write only the address, as desk@example.org")


def _one_line(text: str) -> str:
    if text.isprintable() and text.isascii() and len(text) <= 1000:
        return text
    raise Refused("it holds line breaks or characters outside ASCII", "write it on one line")


def _unsubscribe(text: str) -> str:
    if text.startswith("mailto:") and _ADDRESS.fullmatch(text.removeprefix("mailto:").partition("?")[0]):
        return _one_line(text)
    if text.startswith("https://"):
        return checks.url(text)
    raise Refused(f"{text[:80]!r} cannot stand in List-Unsubscribe", "write a mailto: or an https: URL")
