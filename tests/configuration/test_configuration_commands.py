import csv
import json
import os
import pty
import re
import subprocess
import sys

import pytest

from crawler.configuration import load_sources
from crawler.configuration.files import NAMES, shipped_folder
from pipelines.errors import ConfigurationError, FolderError

TWO = (
    '# mine\n[a]\nname = "A"\ncountry = "AR"\nlanguage = "es"\ndomains = ["a.example"]  # only this\n'
    'feeds = ["https://a.example/rss"]\ngroups = ["latam"]\nheaders = { X = "geheim" }\n\n'
    '[b]\nname = "B"\ndomains = ["b.example"]\nsitemaps = ["https://b.example/map.xml"]\nenabled = false\n'
)


@pytest.fixture
def mine(folder):
    """A folder with two sources of the user's own."""
    (folder / "sources.toml").write_text(TWO)
    return folder


def test_init_copies_the_shipped_files(run, here):
    result = run("init")
    assert result.exit_code == 0
    for name in NAMES:
        assert (here / "config" / name).read_bytes() == (shipped_folder() / name).read_bytes()
        assert f"wrote config/{name}" in result.output
    assert "presswatch crawl infobae" in result.output


def test_init_overwrites_nothing_and_says_so(run, mine):
    result = run("init")
    assert (mine / "sources.toml").read_text() == TWO
    assert "kept  config/sources.toml" in result.output
    assert "wrote config/presswatch.toml" in result.output


def test_init_takes_a_folder_and_names_it_in_what_to_do_next(run, here):
    result = run("init", "deep/er")
    assert (here / "deep" / "er" / "sources.toml").is_file()
    assert "presswatch --config deep/er config check" in result.output


def test_init_into_what_is_no_folder_is_refused(run, here):
    (here / "config").write_text("")
    assert run("init").exception.exit_code == 2


def test_check_counts_what_each_file_holds(run, mine):
    result = run("config", "check")
    assert result.exit_code == 0, result.output
    assert "config/sources.toml: 2 sources, 1 enabled" in result.output
    assert len(result.output.splitlines()) == len(NAMES)


def test_check_tells_every_problem_and_exits_with_2(run, mine):
    (mine / "sources.toml").write_text('[a]\nfeed = 1\n[b]\ncountry = "x"\n')
    (mine / "presswatch.toml").write_text("x = 1")
    result = run("config", "check")
    assert result.exit_code == 2
    assert result.stdout == ""
    lines = result.stderr.splitlines()
    assert all(line.startswith("error: wrong configuration: config/") for line in lines)
    assert {line.split(": ")[2] for line in lines} >= {"config/presswatch.toml x", "config/sources.toml [b] country"}


def test_list_prints_tab_separated_lines_of_the_enabled(run, mine):
    assert run("sources", "list").output == "a\tA\tAR\tes\ton\t1\t0\t0\tlatam\n"


def test_list_all_prints_disabled_ones_too(run, mine):
    lines = run("sources", "list", "--all").output.splitlines()
    assert lines[1] == "b\tB\t\t\toff\t0\t1\t0\t"


def test_list_prints_a_table_on_a_terminal(mine):
    ours, theirs = pty.openpty()
    code = "from crawler.cli import main; main()"
    command = [sys.executable, "-c", code, "sources", "list", "--all"]
    done = subprocess.run(command, stdout=theirs, check=False, env=os.environ | {"COLUMNS": "120", "TERM": "xterm"})
    shown = os.read(ours, 65536).decode()
    os.close(ours)
    os.close(theirs)
    assert done.returncode == 0
    heading = re.sub(r"\x1b\[[0-9;]*m", "", shown.splitlines()[0])
    assert heading.split() == ["id", "name", "country", "language", "state", "feeds", "sitemaps", "sections", "groups"]
    assert "2 sources, 1 of them on" in shown
    assert "geheim" not in shown


def test_list_chooses_by_group_language_and_country(run, here):
    found = json.loads(
        run("sources", "list", "--group", "agencies", "--language", "es", "--country", "ES", "--json").output
    )
    assert [source["id"] for source in found] == ["europapress"]


def test_list_shows_no_secrets(run, mine):
    for form in ([], ["--json"]):
        result = run("sources", "list", *form)
        assert result.exit_code == 0
        assert "geheim" not in result.output


def test_a_misspelt_group_is_an_error_and_not_an_empty_list(run, here):
    result = run("sources", "list", "--group", "latm")
    assert result.exit_code == 2
    assert "did you mean latam?" in result.stderr


def test_import_appends_and_keeps_what_stands_there(run, mine, here):
    (here / "new.csv").write_text('id,name,feeds\nc,"Ç ""d"" \\ e",https://c.example/rss\n', encoding="utf-8")
    result = run("sources", "import", "new.csv")
    assert result.exit_code == 0, result.output
    assert result.output == "line 2\tadded\tc\n1 added, 0 already there, 0 refused in config/sources.toml\n"
    assert (mine / "sources.toml").read_text(encoding="utf-8").startswith(TWO)
    source = load_sources(None)["c"]
    assert (source.name, source.domains) == ('Ç "d" \\ e', ("c.example",))
    assert source.enabled


def test_import_reports_row_by_row_and_exits_with_1_if_one_was_refused(run, mine, here):
    (here / "new.csv").write_text("id,feeds\na,https://x.example/\nc,ftp://c.example/\nd,https://d.example/\n")
    result = run("sources", "import", "new.csv")
    assert result.exit_code == 1
    assert result.stdout.splitlines() == [
        "line 2\talready there\ta: by its id",
        "line 4\tadded\td",
        "1 added, 1 already there, 1 refused in config/sources.toml",
    ]
    assert result.stderr.startswith("line 3\trefused\tc: ")
    assert list(load_sources(None)) == ["a", "b", "d"]


def test_import_twice_adds_once(run, mine, here):
    (here / "new.opml").write_text('<opml><body><outline text="C" xmlUrl="https://c.example/"/></body></opml>')
    assert "1 added" in run("sources", "import", "new.opml").output
    before = (mine / "sources.toml").read_bytes()
    assert "0 added, 1 already there, 0 refused" in run("sources", "import", "new.opml").output
    assert (mine / "sources.toml").read_bytes() == before


def test_a_dry_run_writes_nothing(run, here):
    (here / "new.csv").write_text("id,feeds\nc,https://c.example/\n")
    result = run("sources", "import", "--dry-run", "new.csv")
    assert "1 added, 0 already there, 0 refused (dry run: nothing was written)" in result.output
    assert not (here / "config").exists()


def test_import_without_a_folder_begins_with_the_shipped_sources(run, here):
    (here / "new.csv").write_text("id,feeds\nmine-c,https://c.example/\n")
    assert run("sources", "import", "new.csv").exit_code == 0
    assert {"infobae", "mine-c"} <= load_sources(None).keys()
    assert [path.name for path in (here / "config").iterdir()] == ["sources.toml"]


def test_import_keeps_the_mode_of_the_file_and_a_link_to_it(run, mine, here):
    (mine / "sources.toml").rename(here / "elsewhere.toml")
    (here / "elsewhere.toml").chmod(0o600)
    (mine / "sources.toml").symlink_to(here / "elsewhere.toml")
    (here / "new.csv").write_text("id,feeds\nc,https://c.example/\n")
    assert run("sources", "import", "new.csv").exit_code == 0
    assert (mine / "sources.toml").is_symlink()
    assert (here / "elsewhere.toml").stat().st_mode & 0o777 == 0o600
    assert "c" in load_sources(None)


def test_an_import_that_cannot_be_written_leaves_the_file_as_it_was(run, mine, here):
    (mine / "sources.toml.new").mkdir()
    (here / "new.csv").write_text("id,feeds\nc,https://c.example/\n")
    assert isinstance(run("sources", "import", "new.csv").exception, FolderError)
    assert (mine / "sources.toml").read_text() == TWO


def test_a_list_that_is_too_large_is_refused(run, here):
    with (here / "new.csv").open("wb") as file:
        file.truncate(6_000_000)
    assert isinstance(run("sources", "import", "new.csv").exception, ConfigurationError)


def test_export_to_csv_and_back_changes_nothing(run, here):
    assert run("sources", "export", "all.csv", "--all").exit_code == 0
    with (here / "all.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    before = load_sources(None)
    assert [row["id"] for row in rows] == list(before)
    (here / "config").mkdir()
    (here / "config" / "sources.toml").write_text("")
    result = run("sources", "import", "all.csv")
    assert result.exit_code == 0, result.output
    assert load_sources(None) == before


def test_export_chooses_its_format_by_the_ending_or_by_option(run, mine):
    assert run("sources", "export", "-", "--format", "csv").output.startswith("id,name,")
    assert "<opml" in run("sources", "export", "-", "--format", "opml").output
    result = run("sources", "export", "list.txt")
    assert result.exit_code == 2
    assert "--format" in result.stderr


def test_export_to_opml_says_what_it_leaves_out(run, mine, here):
    result = run("sources", "export", "list.opml", "--all")
    assert "1 without a feed" in result.stderr
    assert 'xmlUrl="https://a.example/rss"' in (here / "list.opml").read_text()


def test_check_tries_topics_and_agencies_where_they_are_used(run, folder):
    (folder / "topics.toml").write_text("[medtop-1]\nlabel = 3\n")
    (folder / "agencies.toml").write_text('[x]\nnames = { en = ["X"] }\ndateline = "("\n')
    result = run("config", "check")
    assert result.exit_code == 2, result.output
    assert "config/sources.toml" not in result.stderr
    assert "topics" in result.stderr
    assert "agencies" in result.stderr
