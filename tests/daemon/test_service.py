"""`run` as a service: what its manager, its operator and its scraper see."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest

from crawler.demo.server import Newsroom
from tests.end_to_end.conftest import end, make_desk


@pytest.fixture(scope="module")
def newsroom():
    with Newsroom() as room:
        yield room


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def desk(tmp_path, newsroom, port):
    return make_desk(tmp_path, newsroom.sources_toml(), f"metrics_port = {port}\nworkers = 1\n")


class Manager:
    """A service manager: it starts the program, listens on its socket, and stops it."""

    def __init__(self, desk, *arguments: str, watchdog: float = 3.0) -> None:
        self.folder = desk.data.parent
        self.channel = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.channel.bind(str(self.folder / "notify"))
        environment = os.environ | {
            "NOTIFY_SOCKET": str(self.folder / "notify"),
            "WATCHDOG_USEC": str(int(watchdog * 1e6)),
        }
        command = desk.command("run", *arguments)
        with (self.folder / "log").open("w") as log:
            self.process = subprocess.Popen(command, env=environment, stderr=log, start_new_session=True)

    def told(self, seconds: float) -> list[str]:
        """All messages of the next seconds."""
        found, until = [], time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            self.channel.settimeout(left)
            with contextlib.suppress(TimeoutError):
                found.append(self.channel.recv(4096).decode())
        return found

    def wait_for(self, message: str, seconds: float = 30.0) -> list[str]:
        """Messages until one begins with `message`."""
        found, until = [], time.monotonic() + seconds
        while not found or not found[-1].startswith(message):
            assert time.monotonic() < until, f"never told {message}: {found}\n{self.log}"
            found += self.told(0.1)
            found = found[: next((n + 1 for n, m in enumerate(found) if m.startswith(message)), len(found))]
        return found

    @property
    def log(self) -> str:
        return (self.folder / "log").read_text(encoding="utf-8")


@contextlib.contextmanager
def managed(desk, *arguments: str, **options):
    manager = Manager(desk, *arguments, **options)
    try:
        manager.wait_for("READY=1")
        yield manager
    finally:
        if manager.process.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(manager.process.pid, signal.SIGCONT)
            end(manager.process)
        manager.channel.close()


def page(port: int, path: str) -> str:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as answer:
        return answer.read().decode()


def wait_until(condition, seconds: float = 30.0) -> None:
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "it never came true"
        time.sleep(0.1)


def test_it_says_when_it_is_ready_alive_and_stopping(desk):
    with managed(desk) as manager:
        assert "WATCHDOG=1" in manager.told(3)
        os.kill(manager.process.pid, signal.SIGTERM)
        assert "WATCHDOG=1" not in manager.wait_for("STOPPING=1")
        assert manager.process.wait(10) == 0


def test_the_watchdog_starves_while_nothing_can_be_written(desk, port):
    with managed(desk) as manager:
        wait_until(lambda: 'state="stored"' in page(port, "/metrics"))
        wait_until(lambda: json.loads(page(port, "/health"))["waiting"]["unsettled"] == 0)
        with blocked_catalogue(desk):
            manager.told(1.5)  # a beat may be under way
            assert "WATCHDOG=1" not in manager.told(3)
            assert json.loads(page(port, "/health"))["started"]  # the loop itself is well
        assert "WATCHDOG=1" in manager.told(8)


@contextlib.contextmanager
def blocked_catalogue(desk):
    """Another process holds the catalogue's write lock."""
    import sqlite3

    db = sqlite3.connect(desk.data / "presswatch.db", isolation_level=None)
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        db.execute("ROLLBACK")
        db.close()


def test_health_and_metrics_tell_what_is_going_on(desk, port):
    with managed(desk):
        wait_until(lambda: 'presswatch_pages_total{source="infobae",state="stored"' in page(port, "/metrics"))
        health = json.loads(page(port, "/health"))
        assert (health["status"], health["problems"], health["sources"]) == ("ok", [], 5)
        metrics = page(port, "/metrics")
        assert 'presswatch_source_last_success_timestamp_seconds{source="infobae"}' in metrics
        assert "\nprocess_resident_memory_bytes " in metrics
        with pytest.raises(urllib.error.HTTPError, match="404"):
            page(port, "/")


def test_a_good_configuration_is_taken_over_and_a_bad_one_refused(desk, port, newsroom):
    whole = newsroom.sources_toml()
    sources = desk.config / "sources.toml"
    sources.write_text(whole.replace("[infobae]", "[infobae]\nenabled = false"), encoding="utf-8")
    with managed(desk, "--log-json") as manager:
        sources.write_text(whole, encoding="utf-8")
        os.kill(manager.process.pid, signal.SIGHUP)
        manager.wait_for("RELOADING=1")
        manager.wait_for("READY=1")
        wait_until(lambda: 'pages_total{source="infobae",state="stored"' in page(port, "/metrics"))
        sources.write_text(whole.replace("[infobae]", "[infobae]\ncolour = 3"), encoding="utf-8")
        os.kill(manager.process.pid, signal.SIGHUP)
        manager.wait_for("READY=1")
        assert json.loads(page(port, "/health"))["sources"] == 5
        lines = [json.loads(line) for line in manager.log.splitlines()]
    refused = [line for line in lines if line["level"] == "error"]
    assert "colour" in refused[-1]["message"]
    assert any("1 new" in line["message"] for line in lines)


def test_a_source_that_is_removed_is_polled_no_more_and_what_is_under_way_ends_well(desk, port, newsroom):
    (desk.config / "presswatch.toml").write_text(f'metrics_port = {port}\nworkers = 1\npoll_min = "1s"\n')
    whole = newsroom.sources_toml().replace("allow_private", 'every = "1s"\nallow_private')
    sources = desk.config / "sources.toml"
    sources.write_text(whole, encoding="utf-8")
    with managed(desk) as manager:
        sources.write_text("[elcorreo]" + whole.split("[elcorreo]", 1)[1].split("\n\n", 1)[0] + "\n", encoding="utf-8")
        os.kill(manager.process.pid, signal.SIGHUP)
        manager.wait_for("RELOADING=1")
        manager.wait_for("READY=1")
        # what was wanted before is still fetched, a page a second
        wait_until(lambda: only_asked(newsroom, 3.0) == {"elcorreo.localhost"}, seconds=150)
        assert json.loads(page(port, "/health"))["sources"] == 1
    assert "stopped by an error" not in manager.log
    assert all(line["title"] for line in desk.lines())


def only_asked(newsroom, seconds: float) -> set[str]:
    """Hosts that are asked in the next seconds."""
    before = len(newsroom.requests)
    time.sleep(seconds)
    return {visit.host.removeprefix("www.") for visit in newsroom.requests[before:]}


def test_the_unit_names_this_installation(desk):
    unit = desk.run("run", "--systemd-unit").stdout
    assert "Type=notify" in unit
    assert f"--config {desk.config} --data {desk.data} run" in unit
    assert f"ExecStart={sys.executable} -m crawler" in unit
    assert "@" not in unit
