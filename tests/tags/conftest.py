from pathlib import Path

import pytest

from crawler.configuration import load
from pipelines.tags.places import Gazetteer
from pipelines.tags.topics import Topics

CONFIG = Path(__file__).parents[2] / "config"


@pytest.fixture(scope="session")
def gazetteer():
    return Gazetteer.shipped()


@pytest.fixture(scope="session")
def topics():
    return Topics.from_table(load(CONFIG).topics)
