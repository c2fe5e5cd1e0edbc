"""The desk changes nothing for pages of others, and tells nothing to what a proxy hands on."""

from __future__ import annotations

import pytest

from tests.desk.conftest import desk

__all__ = ["desk"]  # a fixture of the desk's own tests


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "null"},
        {"Origin": "https://evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "http://127.0.0.1:1"},
    ],
)
def test_a_form_of_another_page_changes_nothing(desk, headers):
    for path in ("/mark/a1", "/undo", "/login", "/"):
        assert desk.get(path, "POST", **headers).status == 403


@pytest.mark.parametrize("name", ["X-Forwarded-For", "Forwarded", "X-Real-IP", "X-Forwarded-Host"])
def test_what_a_proxy_hands_on_needs_the_token_whatever_it_says_of_itself(desk, name):
    answer = desk.get("/", **{name: "127.0.0.1"})
    assert (answer.status, answer.headers["location"]) == (303, "/login?to=%2F")
