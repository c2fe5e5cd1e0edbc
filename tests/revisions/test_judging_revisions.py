"""A newspaper is told to have changed its text only where two readings by the same reader differ."""

from dataclasses import replace

import pytest
from revised_texts import AT, FERRY, LATER, after, version

from pipelines.revising.judging import Earlier, judge

EN = version(FERRY, title="Ferry runs aground off Skerray")
UPDATED = after(EN, ("84 people", "79 people"))


def earlier(article, *, verified=True):
    return Earlier(revision=article.revision, article=article, how="both pages read by template 3", verified=verified)


def test_what_both_readings_say_is_no_revision_however_it_was_stored():
    stored_otherwise = replace(EN, text=FERRY.split("\n", 1)[1], extractor="trafilatura 2.3.1")
    judged = judge(replace(EN, fetched=LATER), earlier(EN), [stored_otherwise])
    assert (judged.verdict, judged.edits) == ("same", ())


def test_what_differs_between_them_is_one():
    judged = judge(UPDATED, earlier(EN), [EN])
    assert (judged.verdict, judged.edits) == ("revision", ("number",))
    assert judged.how == "both pages read by template 3"


@pytest.mark.parametrize(
    ("later", "verdict"),
    [
        (after(EN, text=FERRY + "\nSign up for our morning letter and never miss a boat."), "same"),
        (after(EN, text="\n".join(FERRY.split("\n")[1:])), "same"),
        (after(EN, ("84 people", "79 people")), "revision"),
        (after(EN, title="Ferry aground, all aboard rescued"), "revision"),
    ],
)
def test_without_the_old_page_only_what_no_reader_makes_up_counts(later, verdict):
    judged = judge(replace(later, extractor="trafilatura 2.3.1"), earlier(EN, verified=False), [EN])
    assert judged.verdict == verdict
    assert judged.how.startswith("not verified: ")


def test_what_is_not_verified_accuses_nobody_of_a_silent_edit():
    later = after(EN, ("84 people", "79 people"), modified=AT, modified_raw=AT, extractor="trafilatura 2.3.1")
    assert judge(later, earlier(EN, verified=False), [EN]).edits == ("number",)
    assert judge(later, earlier(EN), [EN]).edits == ("number", "silent")


def test_headlines_that_alternate_are_one_test():
    a, b = EN, after(EN, title="Panic as ferry hits rocks", revision=2)
    assert judge(b, earlier(a), [a]).edits == ("headline",)
    again = judge(replace(a, fetched=LATER), earlier(b), [a, b])
    assert (again.verdict, again.titles) == ("test", ("Ferry runs aground off Skerray", "Panic as ferry hits rocks"))
    assert judge(replace(b, fetched=LATER), earlier(b), [a, b]).verdict == "same"


def test_a_text_changed_meanwhile_is_a_revision_without_the_tested_headline():
    a, b = EN, after(EN, title="Panic as ferry hits rocks", revision=2)
    noon = "2031-03-10T12:00:00+00:00"
    changed = after(b, ("84 people", "79 people"), title=a.title, modified=noon, modified_raw=noon)
    judged = judge(changed, earlier(b), [a, b])
    assert (judged.verdict, judged.edits) == ("revision", ("headline_test", "number"))
    assert judged.titles


def test_an_older_page_out_of_a_cache_is_no_revision_and_a_text_put_back_is():
    newer = replace(UPDATED, revision=2)
    assert judge(replace(EN, fetched=LATER), earlier(newer), [EN, newer]).verdict == "stale"
    put_back = replace(EN, modified="2031-03-10T11:00:00+00:00", modified_raw="2031-03-10T11:00:00+00:00")
    assert judge(put_back, earlier(newer), [EN, newer]).edits == ("number", "restored")


def test_a_wall_put_up_later_takes_nothing_back():
    walled = after(EN, text=FERRY.split("\n")[0], access="partial")
    assert judge(walled, earlier(EN), [EN]).verdict == "same"


def test_line_breaks_quotes_and_counters_are_no_revision():
    later = after(EN, ("\n", " "), ("“We felt", '"We felt'), ("stopped,”", 'stopped,"'))
    assert judge(replace(later, text=later.text + "\n31 comments"), earlier(EN), [EN]).verdict == "same"
