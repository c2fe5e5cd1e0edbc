"""A stored article that means harm to whatever shows it."""

from pipelines.article import Article, Credit, Topic

MOMENT = "2025-03-21T10:00:00+00:00"
HOSTILE = Article(
    id="f" * 32,
    url="https://the-lantern.example/2025/03/21/hostile",
    source="the-lantern",
    title='=HYPERLINK("https://bad.example","<script>alert(1)</script>")',
    subtitle="\u202e@SUM(A1)\x07",
    text="+49 was called, they say.\n<b>No</b> & no \x00 more.\n" + "A long sentence of no end, 🜁. " * 2000,
    authors=["-Nobody", "A; B"],
    section="\tTabbed",
    keywords=["＝1+1"],
    language="en",
    published=MOMENT,
    published_precision="second",
    first_seen=MOMENT,
    fetched=MOMENT,
    word_count=9,
    topics=[Topic(code="medtop:20000638", label="international relations", score=0.804)],
    credits=[Credit(kind="byline", name="Wire & Co", evidence="by Wire & Co", confidence=0.5)],
    image="javascript:alert(1)",
    story="f" * 32,
)
