import pytest

from crawler.configuration.sizes import format_size, parse_size


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("20GB", 20 * 10**9),
        ("500 mb", 500 * 10**6),
        ("1.5TB", 1_500_000_000_000),
        ("0B", 0),
        (1000, 1000),
        (1e6, 10**6),
    ],
)
def test_sizes_are_read(text, size):
    assert parse_size(text) == size


@pytest.mark.parametrize("text", ["20", "20 G", "-1GB", "many", "", "1e9GB", True, -1, None, float("nan"), [1]])
def test_what_is_no_size_is_refused(text):
    with pytest.raises(ValueError, match="no size"):
        parse_size(text)


def test_sizes_are_told():
    assert [format_size(n) for n in (0, 999, 1500, 20 * 10**9, 3 * 10**12)] == [
        "0 bytes", "999 bytes", "1.5 kB", "20.0 GB", "3.0 TB",
    ]  # fmt: skip
