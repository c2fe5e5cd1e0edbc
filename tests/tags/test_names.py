import pytest

from pipelines.tags.names import NamedOrganisations, organisations, people
from pipelines.tags.words import Words

KNOWN = NamedOrganisations.shipped()


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("US Secretary of Defense Lloyd Austin came.", ["Lloyd Austin"]),
        ("President Oddvar Kvamme spoke.", ["Oddvar Kvamme"]),
        ("Según la ministra María de la Cruz Ruiz, no.", ["María de la Cruz Ruiz"]),
        ("Ursula von der Leyen and Pedro Sánchez met.", ["Ursula von der Leyen", "Pedro Sánchez"]),
        ("Ana Ruiz llegó. Después Ana Ruiz habló.", ["Ana Ruiz"]),
        ("George W. Marsh wrote it.", ["George W. Marsh"]),
        ("Carlos Vega. Después llovió.", ["Carlos Vega"]),
        ("Según el informe, Martes fue un día frío.", []),
        ("They met at Martin Luther School.", []),
        ("They live in San Antonio Abad.", []),
        ("They flew to San Francisco.", []),
    ],
)
def test_people_are_found_by_given_names_and_titles_only(gazetteer, text, names):
    words = Words.of(text)
    assert people(words, gazetteer) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (
            "The University of Lower Wells and Harvard University agree.",
            ["University of Lower Wells", "Harvard University"],
        ),
        ("Lo dijo el Ministerio de Defensa.", ["Ministerio de Defensa"]),
        ("La ONU y la OTAN callan.", ["ONU", "OTAN"]),
        ("Combatió a Estado Islámico.", ["Estado Islámico"]),
        ("El estado islámico del siglo X.", []),
        ("He went to university in the spring.", []),
    ],
)
def test_organisations_are_known_names_or_carry_a_word_that_says_so(text, names):
    assert organisations(Words.of(text), KNOWN) == names
