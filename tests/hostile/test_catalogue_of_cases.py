"""Every hostile case has tests that exist, or says what is not built yet, and leans on a guard that can be removed."""

from __future__ import annotations

import ast
import functools
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from tests.hostile.remove_guards import guards, still_passing

ROOT = Path(__file__).parents[2]
CASES = tomllib.loads((Path(__file__).parent / "catalogue.toml").read_text(encoding="utf-8"))


@functools.cache
def names_in(file: str) -> set[str]:
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}


@pytest.mark.parametrize("case", CASES)
def test_a_case_is_held_by_tests_that_exist_or_says_what_is_missing(case):
    row = CASES[case]
    assert row.keys() <= {"holds", "tests", "open"}
    assert row.get("tests") or row["open"].startswith("not built yet: ")
    for test in row.get("tests", []):
        file, name = test.split("::")
        assert name in names_in(file), test


def test_every_case_that_is_held_has_a_guard_whose_removal_is_noticed():
    guarded = {case for guard in guards() for case in guard.cases}
    assert guarded <= CASES.keys()
    assert {case for case, row in CASES.items() if row.get("tests")} - guarded == set()


QUICK = ("rules-of-addresses", "cut-pages", "torn-tails")


@pytest.mark.parametrize("name", QUICK)
def test_tests_notice_when_a_guard_is_gone(name):
    [guard] = [guard for guard in guards() if guard.name == name]
    fast = [test for test in guard.noticed_by if "siege" not in test and "end_to_end" not in test]
    assert still_passing(replace(guard, noticed_by=tuple(fast))) == []


def test_every_guard_is_found_once_where_it_is_said_to_stand():
    for guard in guards():
        assert (ROOT / guard.file).read_text(encoding="utf-8").count(guard.code) == 1, guard.name
        for test in guard.noticed_by:
            file, name = test.partition("[")[0].split("::")
            assert name in names_in(file), test
