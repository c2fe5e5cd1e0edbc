"""Asked to stop it ends in order; asked again while it does, it ends at once, as by the signal itself."""

import signal
import subprocess
import time

import pytest

from tests.end_to_end.conftest import make_desk
from tests.hostile.hostile_site import XML, article, page
from tests.network.wireserver import Reply, Site, Slow

PAGES = 12
STALLED = 4


class Program:
    """A crawl with pages under way that will never come, and the rest stored or waiting."""

    def __init__(self, desk, command: str) -> None:
        self.log = desk.data.parent / f"log-{command}"
        with self.log.open("w") as log:
            self.process = subprocess.Popen(desk.command(command, "-v"), stderr=log, start_new_session=True)

    def until(self, condition) -> None:
        end = time.monotonic() + 60
        while not condition():
            assert self.process.poll() is None, self.log.read_text()
            assert time.monotonic() < end, "it never came true"
            time.sleep(0.02)

    def told(self, words: str) -> bool:
        return words in self.log.read_text(encoding="utf-8")


@pytest.fixture
def stalling(tmp_path):
    site = Site()
    places = "".join(f"<url><loc>http://127.0.0.1:{site.port}/a/{n}</loc></url>" for n in range(PAGES))
    site.answers = {f"/a/{n}": page(article(n)) for n in range(PAGES)}
    site.answers |= {f"/a/{n}": Slow(Reply(), 3600) for n in range(STALLED)}
    site.answers["/map"] = Reply(f"<urlset>{places}</urlset>".encode(), headers=[XML])
    table = f'[s]\nname = "S"\ndomains = ["127.0.0.1"]\nsitemaps = ["http://127.0.0.1:{site.port}/map"]\n'
    desk = make_desk(tmp_path, f'{table}allow_private = true\ndelay = "0s"\n', "workers = 1\n")
    yield desk, site
    site.shutdown()
    site.server_close()


def under_way(site) -> bool:
    """Whether all that stalls was asked for, and with it all that does not."""
    return {f"/a/{n}" for n in range(PAGES)} <= {hit.path for hit in site.hits}


@pytest.mark.parametrize(("command", "number"), [("run", signal.SIGTERM), ("crawl", signal.SIGINT)])
def test_a_second_signal_ends_it_at_once_and_nothing_is_lost(stalling, command, number):
    desk, site = stalling
    program = Program(desk, command)
    program.until(lambda: under_way(site))
    program.process.send_signal(number)
    program.until(lambda: program.told("stopping"))
    program.process.send_signal(number)
    assert program.process.wait(20) == -number  # the end in order has an exit code of its own
    assert program.told("stopped at once")
    assert not program.told("Traceback")
    site.answers |= {f"/a/{n}": page(article(n)) for n in range(PAGES)}
    done = desk.run("crawl")
    assert done.returncode == 0, done.stderr
    assert len(desk.lines()) == PAGES


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_one_signal_ends_it_in_order_whatever_stalls(stalling, number):
    desk, site = stalling
    program = Program(desk, "run")
    program.until(lambda: under_way(site))
    began = time.monotonic()
    program.process.send_signal(number)
    assert program.process.wait(20) == 0
    assert time.monotonic() - began < 10
    assert not program.told("Traceback")
