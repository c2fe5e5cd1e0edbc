"""topics: what was reviewed becomes what tells topics, where it does better than the rules."""

from __future__ import annotations

import json
import os
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import click

from crawler.cli import Folders
from pipelines.errors import ConfigurationError, PresswatchError

if TYPE_CHECKING:
    from pipelines.tags.learning import Report, Reviewed
    from pipelines.tags.reviewed import Reviewer

MODEL = "topics.model.json"


@click.group()
def topics() -> None:
    """Topics that are learned from reviewed articles."""


@topics.command()
@click.argument("file", type=click.File("rb"), required=False)
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), help="Folder of topics.model.json.")
@click.pass_obj
def train(folders: Folders, /, file: BinaryIO | None, out: Path | None) -> None:
    """Learn topics from FILE, or from the articles marked with a topic's name as their label.

    FILE ('-': standard input) holds one JSON object a line: {title, text, topic, language?, url?, section?, keywords?}.
    `topic` is a table's name in topics.toml, a Media Topic's code or label, or a list of those: any is right, and the
    first is given. Five-fold cross-validation is told for each language and topic beside the rules; the model goes
    beside your topics.toml (or into --out), and is used where it did better.
    """
    from crawler.configuration import load
    from pipelines.tags.reviewed import Reviewer
    from pipelines.tags.topics import Topics

    target = _target(folders, out)
    table = load(folders.config).topics
    reviewer = Reviewer(topics=Topics.from_table(table), table=table)
    with ExitStack() as stack:
        rows = _rows_of(file) if file else stack.enter_context(_marked(folders.data))
        reviewed = _reviewed(rows, reviewer)
    _write(target / MODEL, _learn(reviewed))
    click.echo(f"written: {target / MODEL}")


def _target(folders: Folders, out: Path | None) -> Path:
    from crawler.configuration.files import users_folder

    target = out or users_folder(folders.config)
    if target is None:
        mend = "make one with `presswatch init`, or name one with --out"
        raise ConfigurationError("cannot keep what is learned", MODEL, "there is no folder of your own for it", mend)
    return target


def _rows_of(file: BinaryIO) -> Iterator[dict[str, Any] | str]:
    """Each row, or what is wrong with it."""
    for number, line in enumerate(file, 1):
        if line.strip():
            try:
                row = json.loads(line)
            except ValueError as error:
                yield f"line {number}: {error}"
                continue
            yield row if isinstance(row, dict) else f"line {number}: not a JSON object"


def _marked(data: Path) -> Any:  # noqa: ANN401 - a context manager over rows, made where the store is imported
    from pipelines.store.reading.labelled import labelled

    return labelled(data)


def _reviewed(rows: Iterator[dict[str, Any] | str], reviewer: Reviewer) -> dict[str, list[Reviewed]]:
    """By language; what cannot be learned from is told."""
    found: dict[str, list[Reviewed]] = {}
    faults: Counter[str] = Counter()
    for row in rows:
        if isinstance(row, str):
            faults[row] += 1
            continue
        try:
            language, text = reviewer.read(row)
        except ValueError as error:
            faults[str(error)] += 1
        else:
            found.setdefault(language, []).append(text)
    for fault, count in faults.items():
        click.echo(f"left out: {fault} ({count})", err=True)
    return found


def _learn(reviewed: dict[str, list[Reviewed]]) -> dict[str, Any]:
    from pipelines.tags.learning import LEAST_OF_A_CLASS, fit, model_of, table_of, usable, validate

    languages = {}
    for language, texts in sorted(reviewed.items()):
        if kept := usable(texts):
            report = validate(kept)
            _tell(language, report)
            languages[language] = table_of(fit(kept), report)
        else:
            click.echo(f"{language}: too few: two topics with {LEAST_OF_A_CLASS} texts each are needed")
    if not languages:
        mend = "mark more articles: `presswatch mark ID relevant --label TOPIC`"
        raise PresswatchError("cannot learn topics", MODEL, "too few reviewed texts", mend)
    return model_of(languages)


def _tell(language: str, report: Report) -> None:
    from pipelines.tags.learning import mean

    figures = [f"{name} {mean(values):.3f}" for name, values in (("rules", report.rules), ("learned", report.learned))]
    click.echo(f"{language}: {sum(report.texts.values())} texts; macro-F1 in five-fold cross-validation:")
    click.echo(f"  {', '.join(figures)}, as used {mean(report.both):.3f}")
    click.echo(f"  {'topic':<36}{'texts':>6}{'rules':>8}{'learned':>9}  decides")
    for topic, count in sorted(report.texts.items()):
        decides = "learned" if topic in report.used else "rules"
        name = ", ".join(topic)
        click.echo(f"  {name:<36}{count:>6}{report.rules[topic]:>8.2f}{report.learned[topic]:>9.2f}  {decides}")


def _write(path: Path, model: dict[str, Any]) -> None:
    """Whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=path.parent, delete=False) as file:
        json.dump(model, file, ensure_ascii=False, separators=(",", ":"))
    Path(file.name).chmod(0o644)
    os.replace(file.name, path)  # noqa: PTH105 - as the rest of the project renames
