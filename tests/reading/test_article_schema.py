"""article.schema.json says of a stored line exactly what the data dictionary says."""

from __future__ import annotations

import json
import types
import typing
from dataclasses import fields
from importlib.resources import files

import orjson
import pytest
from jsonschema import Draft202012Validator
from reading_pages import FETCHED, article_page

from pipelines.article import Article, Credit, Dateline, PageRef, Topic

SCHEMA = json.loads((files("pipelines") / "article.schema.json").read_text())
VALIDATOR = Draft202012Validator(SCHEMA)
DESCRIBED = {
    Article: SCHEMA,
    Credit: SCHEMA["$defs"]["credit"],
    Dateline: SCHEMA["$defs"]["dateline"],
    PageRef: SCHEMA["$defs"]["page"],
    Topic: SCHEMA["$defs"]["topic"],
}


def valid(**changes: object) -> list[str]:
    """What is wrong with an article that has these values."""
    article = Article(url="https://vellmar-post.example/a", source="", first_seen=FETCHED, fetched=FETCHED)
    return [error.json_path for error in VALIDATOR.iter_errors(orjson.loads(orjson.dumps(article)) | changes)]


def may_be_none(described: dict[str, object]) -> bool:
    return not [*Draft202012Validator({**described, "$defs": SCHEMA["$defs"]}).iter_errors(None)]


def test_the_schema_is_one():
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("cls", DESCRIBED)
def test_names_and_nullability_are_those_of_the_class(cls):
    described = DESCRIBED[cls]
    hints = typing.get_type_hints(cls)
    assert list(described["properties"]) == described["required"] == [field.name for field in fields(cls)]
    assert described["additionalProperties"] is False
    nullable = {name for name, hint in hints.items() if types.NoneType in typing.get_args(hint)}
    assert {name for name, values in described["properties"].items() if may_be_none(values)} == nullable


@pytest.mark.parametrize("name", ["kind", "access", "published_precision", "duplicate_kind"])
def test_closed_lists_are_the_same(name):
    allowed = {value for hint in _literals(typing.get_type_hints(Article)[name]) for value in typing.get_args(hint)}
    assert {value for value in SCHEMA["properties"][name]["enum"] if value is not None} == allowed


def _literals(hint: object) -> list[object]:
    return (
        [hint]
        if typing.get_origin(hint) is typing.Literal
        else [h for h in typing.get_args(hint) if typing.get_args(h)]
    )


def test_what_was_read_is_valid(read_page):
    head = '<meta property="article:published_time" content="2024-07-25T07:30:00Z"><meta name="robots" content="noai">'
    line = orjson.loads(orjson.dumps(read_page(article_page(head)).article))
    assert [error.message for error in VALIDATOR.iter_errors(line)] == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("published", "2024-07-25T07:30:00Z"),
        ("published", "2024-07-25"),
        ("fetched", None),
        ("title", ""),
        ("kind", "listing"),
        ("countries", ["us"]),
        ("content_hash", "abc"),
        ("topics", [{"code": "16000000", "label": "war", "score": 1}]),
        ("revision", 0),
        ("invented", 1),
        ("rights", {"robots": None}),
    ],
)
def test_what_breaks_a_promise_is_invalid(name, value):
    assert valid(**{name: value})


def test_a_bare_article_is_valid():
    assert valid() == []
