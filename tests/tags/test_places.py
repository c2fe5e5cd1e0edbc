import pytest

from pipelines.tags.about import Setting, geography
from pipelines.tags.words import Words


@pytest.fixture
def of(gazetteer):
    def look(title, text, home=None, language="en"):
        return geography(Words.of(title), Words.of(text), gazetteer, Setting(home=home, language=language))

    return look


def found(gazetteer, text, language="en"):
    mentions = gazetteer.find(Words.of(text), language)
    return [mention.entries[0].code for mention in mentions]


@pytest.mark.parametrize(
    ("text", "language", "code"),
    [
        ("Talks with the US went on.", "en", "US"),
        ("Talks with the U.S. went on.", "en", "US"),
        ("The U.K. agreed.", "en", "GB"),
        ("Lo dijo EEUU ayer.", "es", "US"),
        ("Lo dijo EE.UU. ayer.", "es", "US"),
        ("Lo dijo EE. UU. ayer.", "es", "US"),
        ("O governo dos EUA disse.", "pt", "US"),
        ("Ports in the UAE are open.", "en", "AE"),
        ("El Pentágono lo negó.", "es", "US"),
        ("Fuentes de La Moncloa lo niegan.", "es", "ES"),
        ("The Kremlin denied it.", "en", "RU"),
        ("Las tropas iraquíes avanzan.", "es", "IQ"),
        ("Una delegación francesa llegó.", "es", "FR"),
        ("As empresas alemãs venderam mais.", "pt", "DE"),
        ("Les entreprises mexicaines.", "fr", "MX"),
        ("Die brasilianischen Exporte steigen.", "de", "BR"),
        ("Le imprese messicane crescono.", "it", "MX"),
        ("Dos días en Pekín.", "es", "CN"),
        ("Zwei Tage in Mailand.", "de", "IT"),
        ("Irans Justiz dementiert.", "de", "IR"),
    ],
)
def test_a_country_is_found_under_its_many_names(gazetteer, text, language, code):
    assert found(gazetteer, text, language) == [code]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("They told us to wait.", "en"),
        ("Ein Tarif mit 10 GB.", "de"),
        ("First polish the table.", "en"),
        ("El Estado Islámico perdió terreno.", "es"),
        ("Growth in Latin America slowed.", "en"),
        ("Nora Austin spoke first.", "en"),
        ("A story by Jack London.", "en"),
        ("Then Paris Hilton came in.", "en"),
        ("Michael Jordan watched.", "en"),
        ("Secretary Austin agreed.", "en"),
        ("He speaks Spanish, they said in French.", "en"),
        ("La nada es una buena idea.", "es"),
    ],
)
def test_what_only_looks_like_a_place_is_none(gazetteer, text, language):
    assert found(gazetteer, text, language) == []


def test_a_minister_speaks_for_a_country_without_being_a_place(of):
    told = of("", "Lloyd Austin spoke first, and Lloyd Austin spoke last.")
    assert (told.mentioned, told.places) == (["US"], [])


def test_a_verb_that_opens_the_sentence_makes_no_surname(gazetteer):
    assert found(gazetteer, "Will Russia sign?") == ["RU"]


def test_shouting_headlines_do_not_turn_us_into_a_country(of):
    assert of("TELL US MORE ABOUT IT", "Nothing else is known.").mentioned == []


def test_what_stands_once_at_the_end_is_only_mentioned(of):
    text = "Brazil voted on Sunday. Brazilian polls closed at five, and Brazil waits.\n" * 8 + "A ship went to Norway."
    told = of("Brazil votes", text)
    assert (told.countries, told.mentioned) == (["BR"], ["BR", "NO"])


def test_the_city_of_a_dateline_is_not_what_a_text_is_about(of):
    told = of("Kenya cuts its debt", "LONDON, March 7 (Reuters) - Kenya said it had paid. Kenya is content.", home="GB")
    assert (told.countries, told.mentioned, told.places) == (["KE"], ["KE"], [])


@pytest.mark.parametrize("home", ["ES", "AR"])
def test_the_outlets_country_decides_between_cities_of_one_name(of, home):
    text = "El fuego arrasó un barrio de Córdoba. En Córdoba hay tres heridos."
    assert of("Incendio en Córdoba", text, home, "es").countries == [home]


def test_a_country_the_text_names_decides_before_the_outlets(of):
    told = of("Fire in Birmingham", "The mayor of Birmingham, Alabama, said the fire in Birmingham is out.", "GB")
    assert told.countries == ["US"]


def test_georgia_is_a_state_at_home_and_a_country_beside_its_capital(of):
    assert of("Georgia votes", "Polls in Georgia opened at seven.", "US").countries == ["US"]
    assert of("Georgia votes", "Georgian police closed the streets of Tbilisi. Georgia votes.", "US").countries == [
        "GE"
    ]
    assert of("Georgia votes", "Polls in Georgia opened at seven.", "ES").countries == ["GE"]


def test_public_life_without_a_country_plays_at_home(of):
    text = "El alcalde pidió al gobierno que convoque elecciones. El candidato y los diputados lo aplauden."
    assert of("El alcalde pide elecciones", text, "CL", "es").countries == ["CL"]
    assert of("Diez recetas", "Mezcle la harina con el agua y espere una hora.", "CL", "es").countries == []


def test_a_small_city_no_one_named_the_country_of_says_nothing(of):
    assert of("", "He was born in Zamora.", "GB").mentioned == []


def test_places_are_given_as_written(of):
    assert of("", "Nació en Nueva York y vive en Córdoba, España.", "ES", "es").places == ["Nueva York", "Córdoba"]
