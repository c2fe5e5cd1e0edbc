import pytest

from crawler.configuration.lists.csv import COLUMNS, csv_rows, write_csv
from pipelines.errors import ConfigurationError
from pipelines.source import Source


def rows(text: str | bytes) -> list[dict]:
    return [row.values for row in csv_rows(text.encode() if isinstance(text, str) else text, "list.csv")]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_the_separator_is_told_by_the_first_line(separator):
    lines = [["id", "name", "feeds"], ["a", '"A, b; c"', "https://a.example/1 https://a.example/2"]]
    assert rows("\r\n".join(separator.join(line) for line in lines)) == [
        {"id": "a", "name": "A, b; c", "feeds": ["https://a.example/1", "https://a.example/2"]}
    ]


def test_names_of_columns_may_be_capital_and_in_any_order():
    assert rows("Feeds, NAME\nhttps://a.example/,A\n") == [{"feeds": ["https://a.example/"], "name": "A"}]


def test_utf16_and_a_byte_order_mark_are_read():
    for coding in ("utf-16", "utf-8-sig"):
        assert rows("name,feeds\nDía,x\n".encode(coding)) == [{"name": "Día", "feeds": ["x"]}]


def test_blank_cells_are_left_out_and_blank_lines_are_no_rows():
    assert rows("name,feeds,country\n\nA,x,\n,,\n \n") == [{"name": "A", "feeds": ["x"]}]


def test_line_breaks_and_control_characters_in_a_cell_become_blanks():
    assert rows('name,feeds\n"A\n\x1b[31mB",x\n') == [{"name": "A [31mB", "feeds": ["x"]}]


def test_a_row_with_too_many_cells_is_a_fault_of_that_row_alone():
    first, second = csv_rows(b"name,feeds\nA,x,y\nB,z\n", "list.csv")
    assert (first.where, first.fault) == ("line 2", "it has 3 cells for 2 columns")
    assert (second.values, second.fault) == ({"name": "B", "feeds": ["z"]}, None)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"id,title,feeds\n", "column 'title'.*known are"),
        (b"id,feed\n", "column 'feed'.*did you mean feeds"),
        (b"id,feeds,id\n", "'id' twice"),
        (b"id,name\na,A\n", "no column feeds, sitemaps or sections"),
        (b"", "no column feeds"),
        (b"name,feeds\n\"A,x\n", "no CSV"),
        (b"name,feeds\n\"A\"b,x\n", "line 2 is no CSV"),
        (b"name,feeds\nA,x\ncaf\xe9,x\n", "line 3 is not UTF-8"),
        (b"name,feeds\n" + b"x" * 200_000, "no CSV"),
        (b"\x89PNG\r\n\x1a\n\0\0", "not UTF-8"),
    ],
)  # fmt: skip
def test_what_is_no_list_of_sources_is_refused(data, message):
    with pytest.raises(ConfigurationError, match=message):
        csv_rows(data, "list.csv")


def test_what_is_written_reads_back_the_same_even_what_looks_like_a_formula():
    source = Source(
        id="a",
        name='=HYPERLINK("x"), y',
        domains=("a.example", "b.example"),
        feeds=("https://a.example/1?a=1,2;3", "https://a.example/2"),
        groups=("x", "y"),
        country="AR",
        enabled=False,
    )
    text = write_csv([source])
    assert text.splitlines()[0] == ",".join(COLUMNS)
    assert "\"'=HYPERLINK" in text
    [values] = rows(text)
    assert values == {
        "id": "a",
        "name": source.name,
        "country": "AR",
        "domains": list(source.domains),
        "feeds": list(source.feeds),
        "groups": ["x", "y"],
        "kind": "outlet",
        "enabled": False,
    }


def test_secrets_are_not_written():
    source = Source(id="a", name="A", domains=("a.example",), headers={"X": "geheim"}, cookies={"c": "geheim"})
    assert "geheim" not in write_csv([source])
