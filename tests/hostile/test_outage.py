"""A server that is gone for a while: polls go on by themselves, and what came meanwhile is stored."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import time

from tests.end_to_end.conftest import make_desk
from tests.hostile.hostile_site import article, raw
from tests.network.wireserver import Site


def serving(port: int, count: int) -> Site:
    site = Site(port=port)
    places = "".join(f"<url><loc>http://127.0.0.1:{site.port}/a/{n}</loc></url>" for n in range(count))
    site.answers = {f"/a/{n}": raw(article(n)) for n in range(count)}  # no connection is kept beyond the outage
    site.answers["/map"] = raw(f"<urlset>{places}</urlset>".encode())
    return site


def close(site: Site) -> None:
    site.shutdown()
    site.server_close()


def until(condition, process) -> None:
    end = time.monotonic() + 60
    while not condition():
        assert process.poll() is None, "it ended by itself"
        assert time.monotonic() < end, "it never came true"
        time.sleep(0.1)


def asked(desk, query: str) -> int:
    db = sqlite3.connect(f"file:{desk.data / 'presswatch.db'}?mode=ro", uri=True)
    try:
        return db.execute(query).fetchone()[0] or 0
    except sqlite3.OperationalError:  # not made yet
        return 0
    finally:
        db.close()


def test_after_an_outage_all_that_came_meanwhile_is_stored_without_a_restart(tmp_path):
    site = serving(0, 2)
    table = f'[s]\nname = "S"\ndomains = ["127.0.0.1"]\nsitemaps = ["http://127.0.0.1:{site.port}/map"]\nevery = "1s"\n'
    desk = make_desk(tmp_path, f'{table}allow_private = true\ndelay = "0s"\n', 'workers = 1\npoll_min = "1s"\n')
    with (tmp_path / "log").open("w") as log:
        process = subprocess.Popen(desk.command("run"), stderr=log)
    try:
        until((desk.data / "presswatch.db").exists, process)
        until(lambda: asked(desk, "SELECT count(*) FROM articles") == 2, process)
        close(site)
        until(lambda: asked(desk, "SELECT max(errors) FROM documents") >= 2, process)
        site = serving(site.port, 4)
        until(lambda: asked(desk, "SELECT count(*) FROM articles") == 4, process)
        assert asked(desk, "SELECT max(errors) FROM documents") == 0
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
    finally:
        process.kill()
        process.wait()
        close(site)
    assert len(desk.lines()) == 4
