"""Labels of reviewers are what topics are learned from."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC

from told_articles import article

from crawler.keeping.marking import deciding
from pipelines.store import marks
from pipelines.store.marks import Mark
from pipelines.store.reading.labelled import labelled

SPORT = "Las remeras llegaron al puerto y la regata terminó con otra remera al frente. "
HEALTH = "Una enfermera pesó cada dosis y la dosis llegó tarde a la sala del doctor. "


def label(folder, ident, word):
    with deciding(folder, UTC) as log:
        marks.mark(log, Mark(article=ident, reviewer="ana", decision="relevant", label=word))


def test_each_article_comes_once_with_its_latest_label_that_stands(archive):
    for ident in ("aaaaaa01", "aaaaaa02"):
        archive.settle(article(ident, SPORT + ident))
    label(archive.folder, "aaaaaa01", "health")
    label(archive.folder, "aaaaaa01", "sport")
    label(archive.folder, "aaaaaa02", "health")
    with deciding(archive.folder, UTC) as log:
        marks.undo(log, "aaaaaa02", "ana")
    with labelled(archive.folder) as rows:
        assert [(row["id"], row["topic"]) for row in rows] == [("aaaaaa01", "sport")]


def test_topics_are_learned_from_labelled_articles(archive, tmp_path):
    for number in range(12):
        ident, text = f"aaaaaa{number:02d}", (SPORT, HEALTH)[number % 2] * (number + 2)
        archive.settle(article(ident, text))
        label(archive.folder, ident, ("sport", "salud")[number % 2])
    command = [sys.executable, "-c", "from crawler.cli import main; main()", "--data", str(archive.folder)]
    done = subprocess.run(
        [*command, "topics", "train", "--out", str(tmp_path / "mine")], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "es: 12 texts" in done.stdout
    model = json.loads((tmp_path / "mine" / "topics.model.json").read_text(encoding="utf-8"))
    assert model["languages"]["es"]["classes"] == [["medtop:07000000"], ["medtop:15000000"]]
