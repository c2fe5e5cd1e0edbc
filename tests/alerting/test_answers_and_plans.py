"""What a receiver's answer means, and that a look at what is due reads nothing else."""

from datetime import timedelta

import pytest
from telling_room import NOON

from crawler.alerting.webhook import judged
from pipelines.store.catalogue import open_catalogue


@pytest.mark.parametrize(("retry_after", "asked"), [("120", timedelta(seconds=120)), ("²", None), ("soon", None)])
def test_a_time_that_cannot_be_read_is_none(retry_after, asked):
    outcome = judged(503, retry_after, NOON)
    assert (outcome.state, outcome.asked) == ("again", asked)


def test_a_look_at_what_is_due_reads_nothing_that_waits(tmp_path):
    db = open_catalogue(tmp_path)
    query = "SELECT * FROM outbox WHERE state = 'pending' AND next_try <= ? ORDER BY next_try, rowid LIMIT 200"
    steps = [row["detail"] for row in db.execute(f"EXPLAIN QUERY PLAN {query}", ("",))]
    db.close()
    assert len(steps) == 1
    assert "outbox_due" in steps[0]
