"""Log lines: one record a line, as text or JSON, without control characters and secrets."""

import json
import logging

import pytest

from crawler.cli.log_lines import JsonLine, OneLine, Secrets
from crawler.cli.logs import secrets_of
from crawler.configuration import Configuration
from pipelines.source import Source


def record(message: str, *arguments: object, **extra: object) -> logging.LogRecord:
    made = logging.LogRecord("presswatch.daemon", logging.WARNING, "", 0, message, arguments, None)
    made.__dict__.update(extra)
    return made


def test_json_carries_the_fields_of_the_event():
    event = {"event": "stored", "source": "diario", "reason": None}
    line = JsonLine(Secrets()).format(record("stored %s", "a\nb", event=event))
    assert "\n" not in line
    found = json.loads(line)
    assert found.pop("ts").endswith("+00:00")
    assert found == {"level": "warning", "logger": "presswatch.daemon", "message": "stored a\nb", **event}


def test_json_takes_what_is_no_utf8():
    assert json.loads(JsonLine(Secrets()).format(record("a \ud800 b")))["message"] == "a \\ud800 b"


def test_json_carries_an_error():
    made = record("failed")
    made.exc_info = (ValueError, ValueError("token=hunter22"), None)
    line = JsonLine(Secrets(["hunter22"])).format(made)
    assert "ValueError: token=[secret]" in json.loads(line)["error"]


@pytest.mark.parametrize("form", [OneLine, JsonLine])
def test_secrets_of_the_configuration_never_show(form):
    source = Source(
        id="a", name="A", domains=("a.example",), headers={"Authorization": "Bearer abc+123"}, cookies={"s": "s3cr3t!"}
    )
    secrets = secrets_of(Configuration(sources={"a": source}))
    line = form(secrets).format(record("HTTP 401: %s for s=s3cr3t! at http://me:pass@a.example/", "Bearer abc+123"))
    assert not [word for word in ("abc+123", "s3cr3t", "me:pass") if word in line]
    assert "HTTP 401: [secret]" in line
    assert "http://[secret]@a.example/" in line


def test_a_line_stays_one_line_on_a_terminal():
    assert "\\n" in OneLine(Secrets()).format(record("a\nb\x1b[2J"))
    assert OneLine(Secrets()).format(record("a\nb\x1b[2J")).isprintable()
