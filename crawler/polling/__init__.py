"""When to ask again: pure decisions over what is known of a document or a URL.

retrying.py     a URL that could not be had
asked.py        what the server itself asks for
rates.py        how many articles a document brings, and how often
pacing.py       how often each document is polled, so that all polls fit the budget
catching_up.py  what is overdue after sleep or restart, in which order and how fast
"""

from crawler.polling.asked import heeded, max_age, retry_after
from crawler.polling.pacing import Asking, Demand, Pace, interval, jittered, solve
from crawler.polling.rates import Seen, first_look, look, rate
from crawler.polling.retrying import Retry, poll_again, retry

__all__ = [
    "Asking",
    "Demand",
    "Pace",
    "Retry",
    "Seen",
    "first_look",
    "heeded",
    "interval",
    "jittered",
    "look",
    "max_age",
    "poll_again",
    "rate",
    "retry",
    "retry_after",
    "solve",
]
