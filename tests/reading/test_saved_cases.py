"""Every saved page in tests/cases is read as its expected.json says."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest

from crawler.cli.case import load_case, outcome
from crawler.configuration import load
from crawler.configuration.files import shipped_folder
from crawler.reading.process import knowledge_of
from pipelines.run import read

CASES = sorted(path.parent for path in (Path(__file__).parent.parent / "cases").glob("*/case.json"))


@pytest.fixture(scope="module")
def shipped():
    return knowledge_of(load(shipped_folder()))


def test_there_are_cases():
    assert len(CASES) >= 10


@pytest.mark.parametrize("folder", CASES, ids=lambda folder: folder.name)
def test_a_saved_page_is_read_as_expected(folder, shipped):
    expected = orjson.loads((folder / "expected.json").read_bytes())
    found = outcome(read(load_case(folder), shipped))
    differing = {
        name: (found.get(name), expected.get(name))
        for name in found | expected
        if found.get(name) != expected.get(name)
    }
    assert not differing, f"{folder.name}: {', '.join(differing)} (found, expected)"
