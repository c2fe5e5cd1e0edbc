import pytest
from click.testing import CliRunner, Result

from crawler.cli import presswatch
from crawler.configuration import load
from crawler.configuration.problems import Problems
from pipelines.errors import ConfigurationError


@pytest.fixture
def here(tmp_path, monkeypatch):
    """An empty folder to work in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def folder(here):
    """An empty ./config: every file in it that a test does not write is the shipped one."""
    (here / "config").mkdir()
    return here / "config"


@pytest.fixture
def complaints(folder):
    """Load with the given text as one file: every problem as (which, cause, mend)."""

    def load_with(text: str | bytes, name: str = "sources.toml") -> list[tuple[str, str, str]]:
        (folder / name).write_bytes(text.encode() if isinstance(text, str) else text)
        problems = Problems()
        try:
            load(None)
        except ConfigurationError as error:
            problems.take(error)
        return [(problem.which, problem.cause, problem.mend) for problem in problems.found]

    return load_with


@pytest.fixture
def run(here):
    """Run the command line in the empty folder."""

    def invoke(*arguments: str) -> Result:
        return CliRunner().invoke(presswatch, list(arguments))

    return invoke
