from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))

from generate_catalogue import Filling, add, generate, new_catalogue
from told_articles import article

from pipelines.article import Credit, Topic


@pytest.fixture(scope="session")
def generated(tmp_path_factory) -> Path:
    """A catalogue of 400 invented articles."""
    folder = tmp_path_factory.mktemp("generated")
    generate(folder, articles=400)
    return folder


@pytest.fixture
def filling(tmp_path) -> Filling:
    """An empty catalogue in tmp_path/data to add articles to."""
    filling = Filling(db=new_catalogue(tmp_path / "data"))
    yield filling
    filling.db.close()


@pytest.fixture
def told_twice(filling, tmp_path) -> Path:
    """A story: a first text, a copy of it, and one of its own that credits it. And an article apart."""
    topic = [Topic(code="medtop:20000638", label="international relations", score=0.9)]
    add(filling, article("aaaaaa01", "El acuerdo de pesca, firmado", "La ministra firmó en Río Manso.",
                         countries=["ES"], topics=topic, provenance={"title": "jsonld"}))  # fmt: skip
    add(filling, article("bbbbbb02", "El acuerdo de pesca, firmado", "La ministra firmó en Río Manso.", agency="efe",
                         source="la-voz-serrana", story="aaaaaa01", duplicate_of="aaaaaa01", duplicate_kind="copy",
                         published="2025-03-20T08:30:00+00:00", fetched="2025-03-20T08:40:00+00:00"))  # fmt: skip
    credit = Credit(kind="credit_url", name="El Faro Azul", url="https://el-faro-azul.example/aaaaaa01",
                    evidence="Source: …", confidence=0.9, article_id="aaaaaa01")  # fmt: skip
    add(filling, article("cccccc03", "Fishing accord signed", "The minister signed it on Monday.", language="en",
                         source="the-lantern", story="aaaaaa01", credits=[credit], countries=["ES", "GB"],
                         published="2025-03-20T10:05:00+00:00", fetched="2025-03-20T10:10:00+00:00"))  # fmt: skip
    add(filling, article("dddddd04", "La sequía aplaza la vendimia", fetched="2025-03-19T09:00:00+00:00"))
    filling.db.commit()
    return tmp_path / "data"
