"""Tables, read back by other libraries."""

from __future__ import annotations

import csv
import subprocess
import sys
from datetime import UTC, datetime

import openpyxl
import pytest
from click.testing import CliRunner
from hostile_article import HOSTILE, MOMENT
from pyarrow import parquet

from crawler.cli import presswatch
from pipelines.exporting import xlsx_book
from pipelines.exporting.columns import COLUMNS
from pipelines.exporting.plain import harmless, plain
from pipelines.exporting.xlsx_book import LONGEST

NAMES = [column.name for column in COLUMNS]


def rows_of(path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_csv_holds_every_article_newest_first(exported, kept):
    path = exported("csv")
    assert path.read_bytes().startswith(b"\xef\xbb\xbfid,source,title")
    rows = rows_of(path)
    assert [row["id"] for row in rows] == [held["id"] for held in kept]
    assert rows[1]["text"] == kept[1]["text"]
    assert rows[1]["countries"].split("; ") == kept[1]["countries"]
    assert {row["duplicate_of"] for row in rows} == {held["duplicate_of"] or "" for held in kept}


def test_no_cell_of_csv_begins_a_formula(exported):
    rows = rows_of(exported("csv"))
    cells = [cell for row in rows for cell in row.values()]
    assert not [cell for cell in cells if cell[:1] in "=+-@\t\r\n＝" and cell]
    hostile = rows[0]
    assert hostile["title"] == "'" + HOSTILE.title
    assert hostile["text"].startswith("'+49 was called")
    assert "\x00" not in hostile["text"]
    assert len(hostile["text"]) > LONGEST  # whole
    assert hostile["authors"] == "'-Nobody; A; B"


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("\ufeff=1", "'\ufeff=1"),
        (" \u00a0=cmd|' /C calc'!A0", "'\u0020\u00a0=cmd|' /C calc'!A0"),
        ("x;=1+1", "x;'=1+1"),
        ("A; -2+3; @SUM(1)", "A; '-2+3; '@SUM(1)"),
        ("a\n+1\t=2", "a\n'+1\t'=2"),
        ("a\n- an item; 1 = 1", "a\n- an item; 1 = 1"),
        ("\u202egpj.exe\u2066\x9b2J", "\ufffdgpj.exe\ufffd\ufffd2J"),
        ("ع\u200fع", "ع\u200fع"),
    ],
)
def test_no_part_of_a_cell_begins_a_formula_or_turns_its_line_round(text, cell):
    assert harmless(plain(text)) == cell


def test_a_workbook_holds_texts_times_and_no_formula(exported, kept):
    sheet = openpyxl.load_workbook(exported("xlsx"))["articles"]
    rows = list(sheet.iter_rows())
    assert [cell.value for cell in rows[0]] == NAMES
    assert [row[0].value for row in rows[1:]] == [held["id"] for held in kept]
    assert not [cell for row in rows for cell in row if cell.data_type in "fe"]
    hostile = dict(zip(NAMES, rows[1], strict=True))
    assert hostile["title"].value == HOSTILE.title
    assert hostile["published"].value == datetime.fromisoformat(MOMENT).replace(tzinfo=None)
    cut = hostile["text"].value
    assert cut.endswith("…")
    assert len(cut.encode("utf-16-le")) // 2 <= LONGEST
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref.endswith(str(len(rows)))


def test_what_one_sheet_cannot_hold_goes_on_in_the_next(exported, kept, monkeypatch):
    monkeypatch.setattr(xlsx_book, "ROWS", 100)
    book = openpyxl.load_workbook(exported("xlsx"), read_only=True)
    ids = [row[0] for sheet in book for row in sheet.iter_rows(min_row=2, max_col=1, values_only=True)]
    assert len(book.sheetnames) == -(-len(kept) // 100)
    assert ids == [held["id"] for held in kept]
    book.close()


@pytest.mark.parametrize("form", ["csv", "xlsx", "parquet", "jsonl"])
def test_nothing_selected_is_a_table_of_nothing(exported, form):
    path = exported(form, "--source", "no-such-source")
    if form == "xlsx":
        assert openpyxl.load_workbook(path)["articles"].max_row == 1
    elif form == "parquet":
        assert parquet.read_table(path).num_rows == 0
    else:
        assert len(path.read_bytes().splitlines()) == (form == "csv")


def test_parquet_keeps_lists_and_times(exported, kept):
    table = parquet.read_table(exported("parquet"))
    assert table.column_names == NAMES
    assert table.column("id").to_pylist() == [held["id"] for held in kept]
    assert table.column("countries").to_pylist() == [held["countries"] for held in kept]
    assert table.column("fetched")[0].as_py() == datetime.fromisoformat(MOMENT).astimezone(UTC)
    assert table.column("text")[0].as_py() == HOSTILE.text


def test_without_pyarrow_the_error_says_what_to_install(stored, tmp_path):
    code = "import sys; sys.modules['pyarrow'] = None; from crawler.cli import main; main()"
    out = tmp_path / "a.parquet"
    command = [sys.executable, "-c", code, "--data", str(stored), "export", "--format", "parquet", "--out", str(out)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "presswatch[parquet]" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_filters_choose_as_list_does(exported, kept):
    chosen = rows_of(exported("csv", "--language", "en", "--no-copies", "--query", "title:hyperlink"))
    assert [row["id"] for row in chosen] == [HOSTILE.id]
    country = kept[5]["countries"][0]
    found = {row["id"] for row in rows_of(exported("csv", "--country", country))}
    assert found == {held["id"] for held in kept if country in held["countries"]}
    assert len(rows_of(exported("csv", "--limit", "7"))) == 7


@pytest.mark.parametrize(
    ("arguments", "says"),
    [([], "--format"), (["--format", "xlsx"], "--out"), (["--format", "wacz", "--out", "a"], "--story"),
     (["--format", "csv", "--rebuild"], "--format")],
)  # fmt: skip
def test_what_cannot_be_meant_is_refused(stored, arguments, says):
    done = CliRunner().invoke(presswatch, ["--data", str(stored), "export", *arguments])
    assert done.exit_code == 2
    assert says in done.output


def test_a_file_that_cannot_be_written_leaves_nothing(stored, tmp_path):
    out = tmp_path / "none" / "a.csv"
    done = CliRunner().invoke(presswatch, ["--data", str(stored), "export", "--format", "csv", "--out", str(out)])
    assert "choose another --out" in str(done.exception)
