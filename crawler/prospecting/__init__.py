"""Looking at a site before it becomes a source, and at sources again: `sources add` and `sources check`.

    where feeds and sitemaps lie    doors.py (lists), front.py (what the front page names)
    asking and reading one          probes.py, samples.py
    what is worth taking            weighing.py, pace.py
    what is proposed                proposing.py, block.py
    the steps                       survey.py (add), canary.py (check)

All but probes, samples, survey and canary is pure.
"""
