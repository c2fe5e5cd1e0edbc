"""Texts of invented outlets, and versions made of them by saying what changes."""

from dataclasses import replace

from pipelines.article import Article, Dateline

AT = "2031-03-10T08:00:00+00:00"
LATER = "2031-03-10T09:30:00+00:00"

BRIDGE = """\
Bilbao, 10 mar (EFE).- El puente de Algorta volverá a abrirse al tráfico el 2 de abril, anunció este lunes la \
concejala de Obras, Maite Goñi, que cifró en 640.000 euros el gasto de la reparación.
"No habrá más retrasos que los de la lluvia", aseguró Goñi. Los comerciantes calculan que han perdido un tercio de sus \
ventas desde noviembre.
La oposición recuerda que la obra debía terminar en enero y pide que se publique el contrato entero, que firmaron doce \
empresas de la comarca.
El Ayuntamiento instalará además un carril para bicicletas, según el proyecto que presentó el arquitecto Iñaki Lasa."""

FERRY = """\
A passenger ferry ran aground off Skerray on Monday morning with 84 people on board, the coastguard said.
All of them were taken off by lifeboat before noon. Three were treated for mild hypothermia at a hospital in Thurso.
“We felt a long grinding under our feet and then the engine simply stopped,” said Moira Tait, a teacher from Wick.
The operator, Pentland Lines, said that the vessel had passed its yearly inspection in January. A spokesman declined \
to say who was at the helm."""

DATELINE = Dateline(place="Bilbao", date="10 mar", agency="efe")


def version(text: str, **changed: object) -> Article:
    """A first version of a text."""
    article = Article(
        id="a" * 32, url="https://elpuerto.example/1", source="elpuerto", first_seen=AT, fetched=AT, text=text,
        title="El puente de Algorta reabrirá el 2 de abril", modified=AT, modified_raw=AT, published=AT,
        extractor="template 3",
    )  # fmt: skip
    return replace(article, **changed)


def after(before: Article, *swaps: tuple[str, str], **changed: object) -> Article:
    """A later version: with words of the text swapped, and modified raised unless it is said otherwise."""
    text = before.text
    for old, new in swaps:
        assert old in text, old
        text = text.replace(old, new)
    return replace(before, **{"text": text, "modified": LATER, "modified_raw": LATER, "fetched": LATER, **changed})
