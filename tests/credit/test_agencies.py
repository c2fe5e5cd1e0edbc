from __future__ import annotations

import time
import tomllib
from pathlib import Path

import pytest

from pipelines.agencies import Agencies
from pipelines.errors import ConfigurationError

SHIPPED = Path(__file__).parents[2] / "config" / "agencies.toml"
MINIMAL = {"country": "ES", "names": {"es": ["EFE"]}, "domains": ["efe.com"]}


@pytest.fixture(scope="module")
def agencies() -> Agencies:
    return Agencies.from_table(tomllib.loads(SHIPPED.read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("TOLEDO, 3 Oct. (EUROPA PRESS) - Los alcaldes", ("europapress", "TOLEDO", "3 Oct.")),
        ("CÁDIZ 12 Nov. (EUROPA PRESS) - El puerto", ("europapress", "CÁDIZ", "12 Nov.")),
        ("BILBAO, 7 Ene. 2025 (Europa Press) - La ría", ("europapress", "BILBAO", "7 Ene. 2025")),
        ("MURCIA, 21 (EUROPA PRESS) - El agua", ("europapress", "MURCIA", "21")),
        ("Quito, 9 abr (EFE).- La lluvia", ("efe", "Quito", "9 abr")),
        ("San Juan (EFE).- La costa", ("efe", "San Juan", None)),
        ("Osaka (Japón), 30 may (EFE).- El tren", ("efe", "Osaka", "30 may")),
        ("MONTERREY (AP) — El río", ("ap", "MONTERREY", None)),
        ("SANTA FE, N.M. (AP) — The road", ("ap", "SANTA FE", None)),
        ("NAIROBI, May 2 (Reuters) - The bank", ("reuters", "NAIROBI", "May 2")),
        ("OSLO/THE HAGUE, April 1 (Reuters) - Ships", ("reuters", "OSLO/THE HAGUE", "April 1")),
        ("(Reuters) - The maker of tyres", ("reuters", None, None)),
        ("Lyon (AFP) - La rivière", ("afp", "Lyon", None)),
        ("Kiel (dpa/lno) - Ein Schiff", ("dpa", "Kiel", None)),
        ("Frankfurt am Main (dpa) - Die Messe", ("dpa", "Frankfurt am Main", None)),
        ("(ANSA) - NAPOLI, 3 MAG - Il porto", ("ansa", "NAPOLI", "3 MAG")),
        ("TORINO - (ANSA) - Il fiume", ("ansa", "TORINO", None)),
        ("IZMIR (AA) – The harbour", ("anadolu", "IZMIR", None)),
        ("CHENGDU, May 8 (Xinhua) -- Pandas", ("xinhua", "CHENGDU", "May 8")),
        ("KAZAN, May 8. /TASS/. The river", ("tass", "KAZAN", "May 8.")),
        ("КАЗАНЬ, 8 мая. /ТАСС/. Река", ("tass", "КАЗАНЬ", "8 мая.")),
        ("KAZAN. May 8 (Interfax) - The river", ("interfax", "KAZAN", "May 8")),
        ("RECIFE, PE (FOLHAPRESS) - A praia", ("folhapress", "RECIFE", None)),
        ("Porto, 8 mai 2025 (Lusa) – A ponte", ("lusa", "Porto", "8 mai 2025")),
        ("Rosario, 8 may (Télam).- El río", ("telam", "Rosario", "8 may")),
        ("Rosario (NA) – El río", ("na", "Rosario", None)),
        ("Matanzas, 8 may (Prensa Latina) El puerto", ("prensalatina", "Matanzas", "8 may")),
        ("Notimex.- El cantante", ("notimex", None, None)),
        ("Cusco, may. 8. ANDINA. - El tren", ("andina", "Cusco", "may. 8")),
        ("Oruro, 8 de mayo de 2025 (ABI).- La mina", ("abi", "Oruro", "8 de mayo de 2025")),
        ("BOSTON, May 8 (UPI) -- The bay", ("upi", "BOSTON", "May 8")),
        ("Jaipur, May 8 (PTI) The fort", ("pti", "Jaipur", "May 8")),
        ("Jaipur, May 8 (IANS) The fort", ("ians", "Jaipur", "May 8")),
        ("SAPPORO, May 8 (Kyodo) - Snow", ("kyodo", "SAPPORO", "May 8")),
        ("BUSAN, May 8 (Yonhap) -- The port", ("yonhap", "BUSAN", "May 8")),
        ("(Bloomberg) -- Copper rose", ("bloomberg", None, None)),
        ("(CNN Español) -- El volcán", ("cnn", None, None)),
        ("Mosul - INA", ("ina", "Mosul", None)),
        ("الموصل - واع", ("ina", "الموصل", None)),
        ("دبي في 8 مايو / وام / افتتح", ("wam", "دبي", "8 مايو")),
        ("DUBAI, 8 May, 2025 (WAM) -- The port", ("wam", "DUBAI", "8 May, 2025")),
        ("Jeddah, May 8, 2025, SPA -- The port", ("spa", "Jeddah", "May 8, 2025")),
        ("LIMA (Sputnik) — El puerto", ("sputnik", "LIMA", None)),
        ("Por Redacción\nTOLEDO, 3 Oct. (EUROPA PRESS) - Los", ("europapress", "TOLEDO", "3 Oct.")),
    ],
)
def test_a_dateline_names_its_agency(agencies, text, expected):
    found = agencies.dateline(text)
    assert found is not None
    assert (found.agency, found.place, found.date) == expected
    assert text[found.end :][:1].isalpha() or found.end == len(text)


@pytest.mark.parametrize(
    "text",
    [
        "según contó Europa Press este lunes, el río",
        "El 3 Oct. la agencia (EUROPA PRESS) publicó una nota",
        "La portavoz (EFE) no quiso hablar",
        "The minister told Reuters on Monday that ships",
        "sagte er der dpa am Montag - und ging",
        "der Deutschen Presse-Agentur (dpa) sagte sie das",
        "Secondo l'ANSA il fiume",
        "Scranton, PA - The town council met",
        "El alcalde de Toledo (PSOE) - que gobierna desde mayo",
        "Jueves, 25 jul El tiempo en la costa",
        "Osaka (Japón) - El tren que une",
        "A (B) C",
    ],
)
def test_running_text_is_no_dateline(agencies, text):
    assert agencies.dateline(text) is None


def test_a_dateline_that_lost_its_agency_keeps_place_and_date(agencies):
    found = agencies.dateline("Osaka (Japón), 30 may El tren que une la costa")
    assert (found.place, found.date, found.agency) == ("Osaka", "30 may", None)


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("Europa Press", ("europapress",)),
        ("Por Europa Press", ("europapress",)),
        ("By Ana Prueba, Associated Press", ("ap",)),
        ("By Jane Example, PA Political Editor", ("pa",)),
        ("Redacción / EFE", ("efe",)),
        ("Reuters Staff", ("reuters",)),
        ("Ana Prueba – Repórter da Agência Brasil", ("agenciabrasil",)),
        ("Ejemplo/Lusa", ("lusa",)),
        ("APA/dpa/Reuters", ("apa", "dpa", "reuters")),
        ("EFE y AP", ("efe", "ap")),
        ("telam", ("telam",)),
        ("Newsroom Infobae", ()),
        ("John Example, PA", ()),
        ("N/A", ()),
        ("Ana Andina", ()),
        ("ana@efe.com", ()),
        ("https://apnews.com/author/x", ()),
    ],
)
def test_bylines(agencies, name, keys):
    assert agencies.bylines(name) == keys
    assert agencies.byline(name) == (keys[0] if keys else None)


def test_names_and_hosts_are_known_whatever_their_case(agencies):
    assert agencies.by_name("TÉLAM") == agencies.by_name("telam") == "telam"
    assert agencies.by_name("the associated press") == "ap"
    assert agencies.by_domain("www.EuropaPress.es") == "europapress"
    assert agencies.by_domain("noteuropapress.es") is None


@pytest.mark.parametrize(
    ("url", "part", "agency"),
    [
        ("https://a.example/america/agencias/2024/07/25/una-nota/", "/america/agencias/", None),
        ("https://a.example/dpa/ein-text", "/dpa/", "dpa"),
        ("https://a.example/ap/amapa/noticia.ghtml", None, None),
        ("https://a.example/noticias/agencias/", None, None),
        ("https://a.example/politica/agencias-de-viaje", None, None),
    ],
)
def test_sections_of_wire_copy(agencies, url, part, agency):
    found = agencies.section(url)
    assert (found and found.part, found and found.agency) == (part, agency)


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"country": "Spain"}, "[efe.country]"),
        ({"names": {}}, "[efe.names]"),
        ({"names": {"es": "EFE"}}, "[efe.names.es]"),
        ({"domains": "efe.com"}, "[efe.domains]"),
        ({"dateline": "(open"}, "[efe.dateline]"),
        ({"feeds": []}, "[efe.feeds]"),
    ],
)
def test_a_wrong_table_names_file_table_key_and_mend(change, where):
    with pytest.raises(ConfigurationError) as caught:
        Agencies.from_table({"efe": MINIMAL | change})
    assert caught.value.which == f"agencies.toml: {where}"
    assert caught.value.mend


def test_no_agencies_are_fine():
    assert Agencies.from_table({}).dateline("TOLEDO, 3 Oct. (EUROPA PRESS) - Los") is None


def test_running_text_costs_well_under_a_third_of_a_millisecond(agencies):
    text = "El río (que nace en la sierra) creció - según los vecinos - 25 centímetros en mayo. " * 50
    best = min(_seconds(agencies, text) for _ in range(5))
    assert best < 0.0003


def _seconds(agencies: Agencies, text: str) -> float:
    start = time.perf_counter()
    for _ in range(20):
        agencies.dateline(text)
    return (time.perf_counter() - start) / 20
