from __future__ import annotations

import http.client
import re
import signal
import socket
import subprocess
import sys
import time

import pytest
from click.testing import CliRunner

from crawler.cli import presswatch
from pipelines.errors import PresswatchError


def test_review_serves_on_loopback_and_ends_on_interrupt(desk):
    command = [sys.executable, "-u", "-c", "from crawler.cli import main; main()"]
    began = time.monotonic()
    process = subprocess.Popen(
        [*command, "review", str(desk.folder), "--port", "0", "--no-browser"], stdout=subprocess.PIPE, text=True
    )
    try:
        port = int(re.search(r"127\.0\.0\.1:(\d+)/", process.stdout.readline())[1])
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        connection.request("GET", "/")
        assert connection.getresponse().status == 200
        connection.close()
        assert time.monotonic() - began < 10  # under 1 s when nothing else runs
    finally:
        process.send_signal(signal.SIGINT)
        assert process.wait(10) == 0
        process.stdout.close()


def test_a_taken_port_is_said_in_one_sentence(desk):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        arguments = ["review", str(desk.folder), "--port", str(taken.getsockname()[1]), "--no-browser"]
        with pytest.raises(PresswatchError, match="--port"):
            CliRunner().invoke(presswatch, arguments, catch_exceptions=False)


def test_a_missing_folder_is_said_before_anything_is_served(tmp_path):
    done = CliRunner().invoke(presswatch, ["review", str(tmp_path / "none"), "--no-browser"])
    assert done.exception.exit_code == 2
