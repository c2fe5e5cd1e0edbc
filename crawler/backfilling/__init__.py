"""The past of a source: its sitemaps and section pages walked back to a day, within a budget.

which days an address or a link speaks of   spans.py, judging.py (pure)
what is asked for, and how far it came      plan.py
the walk, document by document              walking.py
a crawl that begins with a walk             opening.py
"""
