"""Telling people: alerts, alarms and digests by mail, webhook and notice, from a durable outbox."""
