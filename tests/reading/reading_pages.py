"""An invented town and its pages, for the tests of the reading stages."""

from __future__ import annotations

FETCHED = "2024-07-26T12:00:00+00:00"

AGENCIES = {
    "efe": {"country": "ES", "names": {"es": ["EFE", "Agencia EFE"]}, "domains": ["efe.com"]},
    "europapress": {"country": "ES", "names": {"es": ["Europa Press"]}, "domains": ["europapress.es"]},
}

PARAGRAPHS = (
    "The harbour council of Vellmar agreed on Tuesday to rebuild the old lighthouse stairs after a winter of storms.",
    "Engineers measured the tower for three weeks and found that forty-two of its steps had come loose from the wall.",
    "The work is to begin in September, and the keeper, who lives on the first floor, will stay where she is.",
    "Visitors may watch from the pier, where the town has put up benches and a board that explains each week's work.",
    "A second vote in October will settle who pays for the lamp, which has been dark since the cable was cut in March.",
    "Until then the fishermen steer by the church, whose clock has been lit all night at the council's expense.",
)
BODY = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)


def page_of(body: str, head: str = "") -> str:
    """A whole HTML page."""
    return f'<!doctype html><html lang="en"><head><meta charset="utf-8">{head}</head><body>{body}</body></html>'


def article_page(head: str = "", body: str = BODY, title: str = "Stairs of the lighthouse to be rebuilt") -> str:
    """An ordinary article page."""
    return page_of(f"<main><article><h1>{title}</h1>{body}</article></main>", f"<title>{title}</title>{head}")
