import os

import orjson
import pytest

from crawler.configuration import Configuration, Settings, from_json, load, load_settings, load_sources, to_json
from pipelines.errors import ConfigurationError

ONE = '[one]\ndomains = ["one.example"]\nfeeds = ["https://one.example/rss"]\n'


def test_without_a_folder_the_shipped_files_count(here):
    configuration = load(None)
    assert configuration.settings == Settings()
    assert "infobae" in configuration.sources


def test_files_are_looked_up_one_by_one(folder):
    (folder / "presswatch.toml").write_text("workers = 3")
    configuration = load(None)
    assert configuration.settings.workers == 3
    assert "infobae" in configuration.sources
    assert configuration.files["presswatch.toml"] == os.path.join("config", "presswatch.toml")  # noqa: PTH118 - as typed


def test_a_given_folder_wins_over_the_one_here(folder, here):
    (folder / "sources.toml").write_text("")
    (here / "other").mkdir()
    (here / "other" / "sources.toml").write_text(ONE)
    assert list(load_sources(here / "other")) == ["one"]
    assert load_sources(None) == {}


def test_a_given_folder_that_is_missing_is_an_error(here):
    with pytest.raises(ConfigurationError, match="nowhere: there is no such folder: make one with `presswatch init"):
        load(here / "nowhere")


def test_empty_files_mean_defaults_no_sources_no_topics(folder):
    for name in ("presswatch.toml", "sources.toml", "topics.toml"):
        (folder / name).write_text("")
    configuration = load(None)
    assert (configuration.settings, configuration.sources, configuration.topics) == (Settings(), {}, {})


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(folder):
    (folder / "presswatch.toml").write_bytes(b"\xef\xbb\xbfworkers = 2\r\nattempts = 5\r\n")
    settings = load_settings(None)
    assert (settings.workers, settings.attempts) == (2, 5)


def test_a_configuration_comes_back_from_json_as_it_was(folder):
    (folder / "sources.toml").write_text(ONE + 'headers = { X-Key = "v" }\nevery = "5m"\ngroups = ["a"]\n')
    (folder / "presswatch.toml").write_text('data = "elsewhere"\nkeep_pages = "30d"')
    configuration = load(None)
    assert from_json(orjson.loads(orjson.dumps(to_json(configuration)))) == configuration


def test_the_shipped_configuration_comes_back_from_json_as_it_was(here):
    configuration = load(None)
    assert from_json(orjson.loads(orjson.dumps(to_json(configuration)))) == configuration


def test_an_empty_configuration_has_the_defaults():
    assert Configuration().settings == Settings()


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("[a]\nname = \"A\"\n[a]\n", "line 3"),
        ('[a]\nname = "A"\nname = "B"\n', "line 3"),
        ("[a]\nname\t= A\n", "line 2"),
        ('[a]\nname = "tab\there\n', "line 2"),
        ("[a]\n\n!!python/object:os.system\n", "line 3"),
        (b"[a]\nname = \"caf\xe9\"\n", "line 2 is not UTF-8"),
        ("x = " + "[" * 5000, "nested too deeply"),
        ("x = " + "9" * 5000, "not valid TOML"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("name", ["sources.toml", "presswatch.toml", "topics.toml", "watchlists.toml"])
def test_a_file_that_cannot_be_read_is_named_with_its_line(complaints, text, cause, name):
    [(which, found, mend)] = complaints(text, name)
    assert which == os.path.join("config", name)  # noqa: PTH118 - as typed
    assert cause in found
    assert mend


def test_a_file_that_is_too_large_is_refused_before_it_is_read(folder, complaints):
    with (folder / "topics.toml").open("wb") as file:
        file.truncate(100_000_000)
    [(which, cause, _)] = complaints("", "sources.toml")
    assert which.endswith("topics.toml")
    assert cause == "it is larger than 5 MB"


def test_what_is_no_regular_file_is_refused_and_not_waited_for(folder, complaints):
    os.mkfifo(folder / "topics.toml")
    [(which, cause, _)] = complaints("", "sources.toml")
    assert which.endswith("topics.toml")
    assert cause == "it is no regular file"


def test_a_link_that_leads_nowhere_is_told_and_not_replaced_by_the_shipped_file(folder, complaints):
    (folder / "sources.toml").symlink_to("gone.toml")
    [(which, cause, _)] = complaints("", "topics.toml")
    assert which.endswith("sources.toml")
    assert "No such file" in cause


def test_all_problems_of_all_files_are_told_together(folder, complaints):
    (folder / "presswatch.toml").write_text("wrokers = 3\nattempts = 0\n")
    found = complaints('[a]\nfeeds = ["file:///etc/passwd"]\n[b]\ncountry = "Peru"\n')
    assert {which for which, _, _ in found} == {
        "config/presswatch.toml wrokers",
        "config/presswatch.toml attempts",
        "config/sources.toml [a] domains",
        "config/sources.toml [a] feeds",
        "config/sources.toml [b] domains",
        "config/sources.toml [b] country",
        "config/sources.toml [b]",
    }


def test_many_problems_are_one_line_each(folder):
    (folder / "presswatch.toml").write_text("wrokers = 3\nattempts = 0\n")
    with pytest.raises(ConfigurationError) as caught:
        load_settings(None)
    lines = str(caught.value).splitlines()
    assert len(lines) == 3
    assert "  config/presswatch.toml wrokers: there is no such key: did you mean workers?" in lines
