"""The channels on which people are told: what channels.toml describes."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar

from pipelines.errors import ConfigurationError

_ENVIRONMENT = re.compile(r"env:([A-Za-z_][A-Za-z0-9_]*)")


class Unset(ConfigurationError):
    """A secret is to come from an environment variable that is not set."""


class Secret:
    """A text that is in no log, message or error: given as it is, or as `env:NAME`, and read when it is used."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    @property
    def variable(self) -> str | None:
        """Name of the environment variable that holds it; None where it was given as it is."""
        found = _ENVIRONMENT.fullmatch(self._text)
        return found[1] if found else None

    def reveal(self, environment: Mapping[str, str] = os.environ) -> str:
        """The text itself. Raises Unset."""
        name = self.variable
        if name is None:
            return self._text
        if not environment.get(name):
            mend = f"set it where presswatch runs, as {name}=..."
            raise Unset("a secret is missing", f"env:{name}", "there is no such environment variable", mend)
        return environment[name]

    def __repr__(self) -> str:
        return f"env:{self.variable}" if self.variable else "[secret]"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and self._text == other._text

    def __hash__(self) -> int:
        return hash(self._text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """Messages as JSON, sent to a URL by POST."""

    kind: ClassVar[str] = "webhook"
    id: str
    """Name of its table."""
    url: Secret
    """http or https."""
    key: Secret | None = None
    """What messages are signed with; None: they are not."""
    allow_private: bool = False
    """Whether it may be at a loopback or private address."""
    alarms: bool = False
    """Whether alarms about sources are told on it, too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notices:
    """Short notices into a service that Apprise knows."""

    kind: ClassVar[str] = "apprise"
    id: str
    """Name of its table."""
    url: Secret
    """An Apprise URL."""
    allow_private: bool = False
    """Whether it may connect to loopback or private addresses."""
    alarms: bool = False
    """Whether alarms about sources are told on it, too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """Mail, handed to an SMTP server."""

    kind: ClassVar[str] = "mail"
    id: str
    """Name of its table."""
    host: str
    """The server."""
    port: int = 587
    """Its port."""
    security: str = "starttls"
    """starttls (RFC 3207), tls (from the start, RFC 8314) or none."""
    user: str | None = None
    """Who logs in; None: nobody does."""
    password: Secret | None = None
    """With what."""
    sender: str
    """The address in From."""
    to: tuple[str, ...]
    """The addresses in To."""
    unsubscribe: str
    """What List-Unsubscribe says (RFC 2369): a mailto: or https: URL."""
    allow_private: bool = False
    """Whether the server may be at a loopback or private address."""
    alarms: bool = False
    """Whether alarms about sources are told on it, too."""


Channel = Webhook | Notices | Mail


def secrets_of(channel: Channel) -> Iterator[Secret]:
    """The secrets of a channel."""
    if isinstance(channel, Mail):
        held = [channel.password]
    else:
        held = [channel.url, channel.key if isinstance(channel, Webhook) else None]
    yield from (secret for secret in held if secret is not None)


def revealed(channels: Mapping[str, Channel]) -> Iterator[str]:
    """Every secret that can be read, for those who keep them out of logs."""
    for channel in channels.values():
        for secret in secrets_of(channel):
            if secret.variable is None or secret.variable in os.environ:
                yield secret.reveal()


def require_secrets(channels: Mapping[str, Channel], file: str) -> None:
    """Raise Unset where a secret of a channel cannot be read. file: where the channels stand."""
    for channel in channels.values():
        for secret in secrets_of(channel):
            try:
                secret.reveal()
            except Unset as error:
                raise Unset(error.what, f"{file} [{channel.id}] {error.which}", error.cause, error.mend) from None
