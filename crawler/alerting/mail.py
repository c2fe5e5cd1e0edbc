"""Mail over SMTP (RFC 5321), to a judged address of the server, secured as the channel says.

The Message-ID is made from the message's id: a mail that is sent twice is one mail to most programs. The server's
promise counts (250 after the text); a connection lost before it means that the mail is sent again.
"""

from __future__ import annotations

import contextlib
import smtplib
import socket
import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from functools import partial

from crawler.alerting.channel import Mail
from crawler.alerting.outcome import DEADLINE, SENT, Outcome, again, in_thread, refused
from crawler.alerting.pinning import Forbidden, connect


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What is written."""

    subject: str
    text: str
    """Plain text."""
    html: str | None = None
    """The same for programs that show HTML."""
    urgent: bool = False
    """Whether it is marked as important."""
    list_name: str = "alerts"
    """For List-Id: what of ours it belongs to."""


async def send(channel: Mail, id_: str, letter: Letter, now: datetime) -> Outcome:
    """Hand a mail to the server once, within DEADLINE seconds."""
    return await in_thread(partial(_send, channel, compose(channel, id_, letter, now)))


def compose(channel: Mail, id_: str, letter: Letter, now: datetime) -> EmailMessage:
    """The mail as it is sent."""
    domain = channel.sender.rpartition("@")[2]
    mail = EmailMessage()
    mail["From"] = f"presswatch <{channel.sender}>"
    mail["To"] = ", ".join(channel.to)
    mail["Subject"] = " ".join(letter.subject.split())
    mail["Date"] = format_datetime(now)
    mail["Message-ID"] = f"<{id_}@{domain}>"
    mail["X-Presswatch-Id"] = id_
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: no automatic answers, please
    mail["List-Id"] = f"presswatch {letter.list_name} <{letter.list_name}.presswatch.{domain}>"
    mail["List-Unsubscribe"] = f"<{channel.unsubscribe}>"
    if letter.urgent:
        mail["Importance"] = "high"
    mail.set_content(letter.text, cte="quoted-printable")
    if letter.html is not None:
        mail.add_alternative(letter.html, subtype="html", cte="quoted-printable")
    return mail


def _send(channel: Mail, mail: EmailMessage) -> Outcome:
    try:
        with _server(channel) as server:
            if channel.user is not None and channel.password is not None:
                server.login(channel.user, channel.password.reveal())
            left_out = server.send_message(mail)
    except Forbidden as error:
        return again(str(error))
    except smtplib.SMTPException as error:
        return judged(error)
    except OSError as error:
        return again(f"no mail could be handed over: {error.strerror or type(error).__name__}")
    return Outcome(state="sent", error=f"refused: {', '.join(left_out)}") if left_out else SENT


def judged(error: smtplib.SMTPException) -> Outcome:
    """What a server's answer means for a mail: 4yz later, 5yz never (RFC 5321, 4.2.1); but who mends a password wants
    what waited meanwhile."""
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return again(f"the server does not let us in ({error.smtp_code})")
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return _refused(*next(iter(error.recipients.values())))
    if isinstance(error, smtplib.SMTPResponseException):
        return _refused(error.smtp_code, error.smtp_error)
    return again(f"no mail could be handed over: {type(error).__name__} {error}")


def _refused(code: int, words: bytes | str) -> Outcome:
    shown = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    told = f"the server answered {code} {shown}"
    return refused(told) if 500 <= code < 600 else again(told)


@contextlib.contextmanager
def _server(channel: Mail) -> Iterator[smtplib.SMTP]:
    """A session with the server, secured; cut when the deadline passes."""
    context = ssl.create_default_context()
    server = _Pinned(channel, context)
    cut = threading.Timer(DEADLINE, server.cut)
    cut.daemon = True
    cut.start()
    try:
        server.connect(channel.host, channel.port)
        server.ehlo()
        if channel.security == "starttls":
            server.starttls(context=context)
            server.ehlo()
        yield server
        with contextlib.suppress(OSError, smtplib.SMTPException):  # the mail is taken; how we part does not matter
            server.quit()
    finally:
        cut.cancel()
        server.close()


class _Pinned(smtplib.SMTP):
    """A client that connects to judged addresses alone."""

    def __init__(self, channel: Mail, context: ssl.SSLContext) -> None:
        self._channel = channel
        self._context = context
        self._raw: socket.socket | None = None
        # a name of our own for EHLO: asking DNS for the machine's may hang, and is nobody's business
        super().__init__(local_hostname=channel.sender.rpartition("@")[2], timeout=DEADLINE)
        self._host = channel.host  # the name that the server's certificate is held against

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        self._raw = connect(host, port, allow_private=self._channel.allow_private, timeout=timeout)
        if self._channel.security == "tls":
            self._raw = self._context.wrap_socket(self._raw, server_hostname=host)
        return self._raw

    def cut(self) -> None:
        """End whatever is being waited for."""
        for open_socket in (self.sock, self._raw):
            if open_socket is not None:
                with contextlib.suppress(OSError):
                    open_socket.shutdown(socket.SHUT_RDWR)
