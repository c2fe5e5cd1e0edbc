"""The service manager is told over a datagram socket, as sd_notify(3) has it."""

import os
import socket

import pytest

from crawler.daemon.notify import Notifier


@pytest.fixture(params=["path", "abstract"])
def manager(request, tmp_path):
    """A service manager's socket: (what stands in NOTIFY_SOCKET, a function that takes the next message)."""
    address = str(tmp_path / "notify") if request.param == "path" else f"@presswatch-test-{os.getpid()}"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel:
        channel.bind(address.replace("@", "\0", 1))
        channel.settimeout(2)
        yield address, lambda: channel.recv(4096).decode()


def test_every_state_is_told_in_its_words(manager):
    address, told = manager
    notifier = Notifier.from_environment({"NOTIFY_SOCKET": address})
    notifier.ready()
    assert told() == "READY=1"
    notifier.stopping()
    assert told() == "STOPPING=1"
    notifier.alive()
    assert told() == "WATCHDOG=1"
    notifier.status("two\nlines\n")
    assert told() == "STATUS=two lines"


def test_a_reload_carries_its_time(manager):
    address, told = manager
    Notifier.from_environment({"NOTIFY_SOCKET": address}).reloading()
    first, second = told().split("\n")
    assert first == "RELOADING=1"
    assert int(second.removeprefix("MONOTONIC_USEC=")) > 0


def test_nobody_listening_is_no_fault(tmp_path):
    for address in (None, str(tmp_path / "nobody"), "vsock:2:1234"):
        Notifier(address).ready()


def test_a_manager_that_does_not_read_holds_nothing_up(manager):
    notifier = Notifier(manager[0])
    for _ in range(5000):
        notifier.alive()
    assert manager[1]() == "WATCHDOG=1"


@pytest.mark.parametrize(
    ("environment", "seconds"),
    [
        ({"WATCHDOG_USEC": "30000000"}, 30.0),
        ({"WATCHDOG_USEC": "30000000", "WATCHDOG_PID": str(os.getpid())}, 30.0),
        ({"WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "1"}, None),
        ({"WATCHDOG_USEC": "soon"}, None),
        ({"WATCHDOG_USEC": "0"}, None),
        ({}, None),
    ],
)
def test_the_watchdog_is_ours_where_it_names_us_or_nobody(environment, seconds):
    assert Notifier.from_environment(environment).watchdog == seconds
