import tomllib
from dataclasses import fields
from datetime import UTC

import pytest

from crawler.configuration import Settings, load_settings
from crawler.configuration.files import shipped_folder
from crawler.configuration.problems import Problems
from crawler.configuration.settings import settings_of


def shipped_lines() -> str:
    """The settings that presswatch.toml shows commented out."""
    lines = (shipped_folder() / "presswatch.toml").read_text().splitlines()
    names = {item.name for item in fields(Settings)}
    return "\n".join(line[2:] for line in lines if line.startswith("# ") and line[2:].split(" = ")[0] in names)


def test_the_shipped_file_shows_every_setting_once():
    assert set(tomllib.loads(shipped_lines())) == {item.name for item in fields(Settings)}


def test_the_shipped_file_shows_the_real_defaults():
    problems = Problems()
    assert settings_of(tomllib.loads(shipped_lines()), "presswatch.toml", problems) == Settings()
    assert not problems.found


def test_the_shipped_file_changes_nothing(here):
    assert load_settings(None) == Settings()


def test_settings_are_read(folder):
    (folder / "presswatch.toml").write_text(
        'data = "store"\ntimezone = "America/Argentina/Buenos_Aires"\ncontact = "desk@example.org"\nworkers = 2\n'
        'window = "48h"\ndelay = 0\nkeep_pages = "90d"\npage_limit_mb = 2\n'
    )
    settings = load_settings(None)
    assert str(settings.data) == "store"
    assert str(settings.zone) == "America/Argentina/Buenos_Aires"
    assert (settings.contact, settings.workers) == ("desk@example.org", 2)
    assert (settings.window, settings.delay, settings.keep_pages) == (172800, 0, 7776000)
    assert settings.page_limit == 2 * 1024 * 1024


def test_utc_needs_no_time_zone_database():
    assert Settings().zone is UTC


@pytest.mark.parametrize(
    ("line", "cause", "mend"),
    [
        ("wrokers = 3", "no such key", "did you mean workers?"),
        ("zzz = 1", "no such key", "known are alert_age, attempts, concurrency"),
        ("workers = -1", "-1 does not fit", "whole number from 0 to 256"),
        ("workers = 1.5", "1.5 does not fit", "whole number"),
        ("workers = true", "True does not fit", "whole number"),
        ('workers = "3"', "'3' does not fit", "without quotes"),
        ("attempts = 0", "0 does not fit", "from 1 to 20"),
        ('window = "three days"', "'three days' is no duration", '"72h"'),
        ('window = "0s"', "less than 1 s", "longer"),
        ("delay = nan", "no duration", "number of seconds"),
        ("delay = -1", "not between 0", "number of seconds"),
        ('timezone = "Buenos Aires"', "no time zone", "America/Argentina/Buenos_Aires"),
        ('timezone = "../../etc/passwd"', "no time zone", "America"),
        ('timezone = "America"', "no time zone", "America/"),
        ('contact = "me"', "neither a URL nor a mail address", "leave the key out"),
        ('contact = "https://a.example/\\nX-Evil: 1"', "is no URL", "without blanks"),
        ('contact = "a@b.example\\r\\nX: 1"', "neither a URL nor a mail", "leave"),
        ('poll_min = "2d"', "longer than poll_max", "shorter"),
        ("[poll]\nmin = 1", "no such key", "did you mean poll_m"),
    ],
)
def test_a_wrong_setting_is_told_and_how_to_mend_it(complaints, line, cause, mend):
    [(which, found, how)] = complaints(line, "presswatch.toml")
    assert which.startswith("config/presswatch.toml ")
    assert which.split(" ")[1] == line.lstrip("[").split(" ")[0].split("]")[0]
    assert cause in found
    assert mend in how
