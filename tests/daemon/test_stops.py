"""Stopping, killing and restarting `run` under load leaves all that was promised true; the benchmark does it longer."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))

from stops import disturb, faults, prepare


@pytest.fixture
def ground(tmp_path):
    ground, server = prepare(tmp_path, sites=8)
    yield ground
    server.kill()
    server.wait()


def test_four_stops_under_load_lose_nothing_and_store_nothing_twice(ground):
    assert len(disturb(ground, rounds=4)) == 4
    assert faults(ground) == []
