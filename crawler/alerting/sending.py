"""One message on one channel, in the form that the channel takes."""

from __future__ import annotations

from datetime import datetime

from crawler.alerting import mail, webhook
from crawler.alerting.channel import Channel, Mail, Webhook
from crawler.alerting.content import Content
from crawler.alerting.outcome import Outcome
from pipelines.store.outbox import Message


async def send(channel: Channel, message: Message, content: Content, now: datetime) -> Outcome:
    """One attempt. Raises Unset where a secret of the channel cannot be read."""
    if isinstance(channel, Webhook):
        return await webhook.post(channel, message.id, content.data, now)
    if isinstance(channel, Mail):
        letter = mail.Letter(
            subject=content.subject,
            text=content.text,
            html=content.html,
            urgent=content.urgent,
            list_name=content.list_name,
        )
        return await mail.send(channel, message.id, letter, now)
    from crawler.alerting import notices

    return await notices.notify(channel, content.subject, content.text, urgent=content.urgent)
