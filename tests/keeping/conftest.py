"""Real data folders: the demo newsroom crawled once, and a copy of that for each test."""

import shutil

import pytest

from crawler.folder import HeldFolder
from tests.end_to_end.conftest import Desk, crawled, newsroom, watched  # noqa: F401 - fixtures, by their names


@pytest.fixture
def copy(crawled, tmp_path):  # noqa: F811 - the fixture
    """A desk of its own with everything that was crawled."""
    shutil.copytree(crawled.data, tmp_path / "data")
    return Desk(config=crawled.config, data=tmp_path / "data")


@pytest.fixture
def held(copy):
    """The copied folder, held by this process."""
    folder = HeldFolder(copy.data, "test")
    yield folder
    folder.close()
