import math

import pytest

from crawler.configuration import format_duration, parse_duration


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("90s", 90), ("15m", 900), ("72h", 259200), ("7d", 604800), ("2w", 1209600), ("0s", 0), ("1h30m", 5400),
     ("1.5h", 5400), (" 5 m ", 300), (0, 0), (2.5, 2.5)],
)  # fmt: skip
def test_a_duration_is_seconds(text, seconds):
    assert parse_duration(text) == seconds


@pytest.mark.parametrize(
    "wrong", ["", "90", "m", "-5m", "5 minutes", "1h 30", "5M", "٣m5", "1" * 70 + "s", "200000d", -1, True, None,
              math.nan, math.inf, 10**12, ["5m"]]
)  # fmt: skip
def test_what_is_no_duration_is_refused(wrong):
    with pytest.raises(ValueError, match=r"no duration|not between"):
        parse_duration(wrong)


@pytest.mark.parametrize(
    ("seconds", "text"), [(0, "0s"), (90, "90s"), (0.5, "0.5s"), (900, "15m"), (5400, "90m"), (259200, "3d")]
)
def test_a_printed_duration_reads_back_as_the_same(seconds, text):
    assert format_duration(seconds) == text
    assert parse_duration(text) == seconds
