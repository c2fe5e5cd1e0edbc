"""The directions of the design, read from the imports: article <- stages <- Scrapy's adapter <- crawler <- cli."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MODULES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
    for top in ("crawler", "pipelines")
    for path in (ROOT / top).rglob("*.py")
}


def imports_of(path: Path) -> set[str]:
    """Full names of everything a module imports, also within functions."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names


IMPORTS = {name: imports_of(path) for name, path in MODULES.items()}


def importers(package: str) -> set[str]:
    return {name for name, found in IMPORTS.items() if any((f + ".").startswith(package + ".") for f in found)}


def test_the_stages_know_nothing_of_the_crawler():
    assert [name for name in importers("crawler") if name.startswith("pipelines")] == []


def test_scrapy_is_met_in_one_module_of_the_stages():
    assert {name for name in importers("scrapy") if name.startswith("pipelines")} == {"pipelines.item_pipelines"}


def test_trafilatura_is_met_where_text_is_cleaned():
    assert importers("trafilatura") <= {"pipelines.clean", "pipelines.template"}


def test_apscheduler_is_met_in_the_scheduler():
    assert importers("apscheduler") == {"crawler.scheduler"}


def test_no_module_below_the_command_line_imports_it():
    allowed = ("crawler.cli", "crawler.__main__")
    assert [name for name in importers("crawler.cli") if not name.startswith(allowed)] == []


def test_the_dictionary_stands_on_its_own():
    own = {f for f in IMPORTS["pipelines.article"] if f.startswith(("pipelines", "crawler"))}
    assert own <= {"pipelines.reasons", "pipelines.reasons.Reason"}


def test_nothing_is_unpickled_or_evaluated():
    for module in ("pickle", "marshal", "shelve", "dill"):
        assert importers(module) == set()
    for name, path in MODULES.items():
        calls = [n.func for n in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(n, ast.Call)]
        assert not [c.id for c in calls if isinstance(c, ast.Name) and c.id in ("eval", "exec")], name


def test_no_module_is_named_for_nothing_in_particular():
    vague = {"utils", "util", "helpers", "common", "manager", "base", "misc"}
    assert [name for name in MODULES if vague & set(name.split("."))] == []


@pytest.mark.parametrize("path", MODULES.values(), ids=MODULES.keys())
def test_modules_and_functions_stay_short(path):
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= 300
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert (node.end_lineno or 0) - node.lineno < 40, node.name


@pytest.mark.parametrize("command", ["status", "list_articles", "show", "search", "stats", "stories"])
def test_looking_loads_neither_scrapy_nor_trafilatura(command):
    module = "crawler.cli.status" if command in ("status", "stats") else "crawler.cli.look"
    program = (
        f"import sys, {module} as m; m.{command};"
        "print([n for n in ('scrapy', 'trafilatura', 'twisted', 'numpy') if n in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
