"""Killed between any two steps of the writer, and the next start: what was acknowledged stands once."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from crawler.archive import responses
from crawler.folder import HeldFolder
from tests.hostile.test_disk import BATCHES, fill, kept

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def killed(tmp_path_factory):
    folder = tmp_path_factory.mktemp("killed")
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "tests.hostile.dying", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True, cwd=ROOT, env=environment)
    return folder, [json.loads(line) for line in done.stdout.splitlines()]


def test_the_writer_was_killed_at_every_step(killed):
    _, deaths = killed
    assert [death["n"] for death in deaths] == list(range(1, len(deaths) + 1))
    assert [death["killed"] for death in deaths] == [True] * (len(deaths) - 1) + [False]
    assert len(deaths) > 10


def test_nothing_acknowledged_is_lost_nothing_stands_twice_and_the_rest_can_be_written(killed):
    folder, deaths = killed
    for death in deaths:
        own = folder / str(death["n"])
        again = HeldFolder(own, "crawl")
        survived = kept(own)
        assert survived == list(range(len(survived))), death
        assert set(death["acknowledged"]) <= set(survived), death
        fill(again, range(len(survived), BATCHES))
        again.close()
        assert kept(own) == list(range(BATCHES)), death
        pages = {int(record.url.rpartition("/")[2]) for _, record in responses(own / "pages")}
        assert pages == set(range(BATCHES)), death
