"""What a site's own pages say about its addresses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.addresses import PAGES, Twin, changes_nothing, parameters, same_page, without
from pipelines.article import Article, Link
from pipelines.store import ledger
from pipelines.store import parameters as learned
from pipelines.store.catalogue import open_catalogue
from pipelines.store.ledger import Finding
from pipelines.text import content_hash
from pipelines.urls import url_key

SITE = "https://www.diario.example"
NOW = "2031-05-14T08:00:00+00:00"


@pytest.mark.parametrize(
    ("canonical", "fetched"),
    [
        ("https://diario.example/2031/05/14/embalse-al-minimo", "https://www.diario.example/2031/05/14/embalse-al-minimo/?ref=home"),
        ("https://www.diario.example/agua/embalse-al-minimo-20310514.html", "https://www.diario.example/portada/embalse-al-minimo-20310514.html"),
        ("https://www.diario.example/ver.php?id=12", "https://www.diario.example/ver.php?id=12&orden=2"),
        ("https://www.diario.example/x/index.html", "https://www.diario.example/x/"),
    ],
)  # fmt: skip
def test_a_canonical_link_to_the_page_itself_is_believed(canonical, fetched):
    assert same_page(canonical, fetched)


@pytest.mark.parametrize(
    ("canonical", "fetched"),
    [
        ("https://agencia.example/embalse-al-minimo", "https://www.diario.example/embalse-al-minimo"),
        ("https://victima.wordpress.com/mi-articulo-2031", "https://ladron.wordpress.com/mi-articulo-2031"),
        ("https://wordpress.com/mi-articulo-2031", "https://ladron.wordpress.com/mi-articulo-2031"),
        ("https://www.diario.example/ver.php?id=1", "https://www.diario.example/ver.php?id=6"),
        ("https://www.diario.example/ver.php?id=1", "https://www.diario.example/ver.php"),
        ("https://www.diario.example/b/index.html", "https://www.diario.example/a/index.html"),
        ("https://www.diario.example/1234/nota", "https://www.diario.example/5678/nota"),
        ("https://www.diario.example/", "https://www.diario.example/5678/nota"),
        ("https://www.diario.example/uno-y-otro", "https://www.diario.example/otro-y-uno"),
        ("nada", "https://www.diario.example/otro-y-uno"),
    ],
)  # fmt: skip
def test_a_canonical_link_to_somebody_elses_or_to_one_stuck_page_is_not(canonical, fetched):
    assert not same_page(canonical, fetched)


def test_a_key_is_taken_apart_and_put_together():
    key = url_key(f"{SITE}/n?b=2&a=1&tag=x&tag=y#!c")
    assert parameters(key) == {"a": "1", "b": "2"}
    assert without(key, ["a"]) == "1:diario.example/n?b=2&tag=x&tag=y#!c"
    assert without("1:diario.example/n?a=1", ["a"]) == "1:diario.example/n"


def test_a_parameter_changes_nothing_only_where_different_articles_agree_and_none_differs():
    same = [Twin(content_hash=str(number), same=True) for number in range(PAGES)]
    assert changes_nothing(same)
    assert not changes_nothing(same[1:])
    assert not changes_nothing([*same, Twin(content_hash="x", same=False)])
    assert not changes_nothing([Twin(content_hash="wall", same=True)] * 50)


@pytest.fixture
def db(tmp_path):
    db = open_catalogue(tmp_path)
    db.execute("BEGIN")
    yield db
    db.close()


def want(db, *urls):
    return len(ledger.want(db, [Link(url=url) for url in urls], Finding(source="s", document=None, now=NOW)))


def store(db, url, text, *, canonical=None):
    """Want, fetch and store one page, as far as addresses go; whether it was new."""
    if not want(db, url):
        return False
    (id_,) = db.execute("SELECT id FROM urls WHERE url_key = ?", (url_key(url),)).fetchone()
    article = Article(id=id_, url=url, source="s", title="T", text=text, first_seen=NOW, fetched=NOW)
    article.content_hash, article.canonical_url = content_hash("T", text), canonical
    db.execute(
        "INSERT INTO articles (id, revision, latest, file, file_offset, day, source, url, kind, access, first_seen,"
        " fetched, word_count, content_hash, line)"
        " VALUES (?, 1, 1, '', 0, '', 's', ?, 'article', 'full', ?, ?, 9, ?, '')",
        (id_, url, NOW, NOW, article.content_hash),
    )
    db.execute("UPDATE urls SET state = 'stored' WHERE id = ?", (id_,))
    learned.observe(db, url, article)
    return True


def see_twice(db, parameter, pages, *, texts="{page}-{value}"):
    for page in pages:
        for value in (1, 2):
            assert store(db, f"{SITE}/nota-{page}?{parameter}={value}", texts.format(page=page, value=value))


def test_what_five_pages_showed_to_change_nothing_is_asked_for_no_more(db):
    see_twice(db, "origen", range(PAGES - 1), texts="{page}")
    assert want(db, f"{SITE}/a?origen=1", f"{SITE}/a?origen=2") == 2
    see_twice(db, "origen", [PAGES], texts="{page}")
    assert want(db, f"{SITE}/b?origen=1", f"{SITE}/b?origen=2", f"{SITE}/b") == 1
    assert not store(db, f"{SITE}/nota-0?origen=77", "0") or not store(db, f"{SITE}/nota-0?origen=78", "0")
    assert want(db, "https://otro.example/b?origen=1", "https://otro.example/b?origen=2") == 2


def test_keys_that_were_given_stay_and_what_was_learned_are_aliases(db):
    see_twice(db, "origen", range(PAGES), texts="{page}")
    before = db.execute("SELECT id, url_key FROM urls ORDER BY key").fetchall()
    want(db, f"{SITE}/c?origen=1")
    want(db, f"{SITE}/c?origen=2")
    assert [tuple(row) for row in db.execute("SELECT id, url_key FROM urls ORDER BY key")][: len(before)] == list(
        map(tuple, before)
    )
    (id_,) = db.execute("SELECT id FROM urls WHERE url_key = ?", (url_key(f"{SITE}/c?origen=1"),)).fetchone()
    assert ledger.owner_of(db, f"{SITE}/c?origen=2") == ledger.owner_of(db, f"{SITE}/c") == id_


def test_with_and_without_the_parameter_teaches_as_well(db):
    for page in range(PAGES):
        first, second = (f"{SITE}/n-{page}", f"{SITE}/n-{page}?desde=inicio")
        for url in (first, second) if page % 2 else (second, first):
            assert store(db, url, f"text {page}")
    assert not store(db, f"{SITE}/n-0?desde=fin", "text 0")


def test_a_parameter_that_told_two_pages_apart_once_counts_for_ever(db):
    see_twice(db, "pagina", [0])
    see_twice(db, "pagina", range(1, 30), texts="{page}")
    assert want(db, f"{SITE}/z?pagina=1", f"{SITE}/z?pagina=2") == 2


def test_a_parameter_that_canonical_links_keep_counts(db):
    see_twice(db, "v", range(PAGES), texts="{page}")
    assert store(db, f"{SITE}/k?v=1", "k", canonical=f"{SITE}/k?v=1")
    assert want(db, f"{SITE}/q?v=1", f"{SITE}/q?v=2") == 2


def test_a_wall_that_answers_for_every_address_teaches_nothing(db):
    see_twice(db, "id", range(20), texts="Suscríbase para seguir leyendo.")
    assert want(db, f"{SITE}/z?id=1", f"{SITE}/z?id=2") == 2


@given(
    st.lists(
        st.tuples(st.integers(0, 7), st.sampled_from(["id", "p", "ref"]), st.integers(0, 3)), min_size=1, max_size=60
    )
)
def test_an_id_never_loses_an_article(tmp_path_factory, visits):
    """A site whose text depends on id and p but not on ref: whatever is visited, no text is taken for another."""
    db = open_catalogue(tmp_path_factory.mktemp("site"))
    db.execute("BEGIN")
    told = {}
    for page, name, value in visits:
        url = f"{SITE}/pagina-{page}?{name}={value}"
        text = f"{page} {name}={value}" if name != "ref" else f"{page}"
        store(db, url, text)
        told.setdefault(ledger.owner_of(db, url), set()).add(text)
    db.close()
    assert all(len(texts) == 1 for texts in told.values())
