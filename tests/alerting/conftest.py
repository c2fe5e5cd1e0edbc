from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from telling_receivers import Hook, MailServer
from telling_room import Room

from crawler.configuration import Configuration, Settings
from pipelines.source import Source
from pipelines.store.catalogue import open_catalogue


@pytest.fixture
def room(tmp_path):
    sources = {id_: Source(id=id_, name=f"The {id_}", domains=(f"{id_}.example",)) for id_ in ("uno", "dos", "tres")}
    config = Configuration(settings=Settings(data=tmp_path / "data"), sources=sources)
    db = open_catalogue(tmp_path / "data")
    yield Room(folder=tmp_path / "data", db=db, config=config)
    db.close()


@pytest.fixture
def hook():
    with Hook() as receiver:
        yield receiver


@pytest.fixture
def mails():
    with MailServer() as server:
        yield server
