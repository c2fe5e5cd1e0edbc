"""One story told by an agency in Spanish and rewritten in English: all versions are about the same two countries."""

import pytest

from pipelines.tags import Piece, tags_of

HEADLINE = "EEUU e Irak se comprometen a seguir cooperando hasta la derrota definitiva de Estado Islámico"
SPANISH = """\
Los gobiernos de Estados Unidos e Irak han asegurado este miércoles que mantendrán su cooperación hasta lograr \
la derrota definitiva de Estado Islámico, mientras continúan las conversaciones sobre el futuro de la \
coalición internacional.
El compromiso se ha alcanzado en Washington, en el segundo Diálogo de Cooperación en Seguridad, al que han \
acudido delegaciones dirigidas por el secretario de Defensa estadounidense, Lloyd Austin, y el ministro de \
Defensa iraquí, Thabit al Abbasi.
Ambas partes quieren desarrollar las capacidades de defensa iraquíes y dar por terminada más adelante la \
misión de la coalición, según las evaluaciones del Comité Militar Supremo sobre la amenaza, la capacidad de \
las fuerzas de Irak y las necesidades sobre el terreno.
El Pentágono ha señalado en un comunicado que las consultas seguirán, tras más de una década de trabajo común, \
y ha rendido homenaje a los millones de víctimas, civiles y militares, iraquíes y kurdas.
La nueva etapa contará con oficiales de enlace y programas de adiestramiento, y servirá a la estabilidad \
regional.
Irak y Estados Unidos iniciaron en febrero reuniones para fijar un calendario de retirada, después de varios \
bombardeos estadounidenses contra milicias apoyadas por Irán que habían atacado bases de Estados Unidos.
La coalición se formó en 2014, cuando el grupo controlaba zonas de Siria e Irak. España aporta unos 180 \
soldados, que adiestran a las fuerzas iraquíes."""
ENGLISH = """\
The governments of the United States and Iraq have pledged to keep working together until the Islamic State \
group is defeated for good, while talks about the future of the US-led international coalition go on.
The promise came out of the second Joint Security Cooperation Dialogue, held in Washington by delegations \
under US Defense Secretary Lloyd Austin and Iraqi Defence Minister Thabit al-Abbasi.
Both want to build up Iraq's defence and security, with an end of the coalition's mission in sight, on the \
advice of the Coalition Military Supreme Committee about the threat, what Iraqi forces can do and what they \
need.
The Pentagon said in a statement that both would go on consulting after more than a decade of cooperation, and \
honoured millions of victims, among them civilians and the Iraqi and Kurdish forces.
A new phase will rest on liaison officers, training and the usual programmes, and serve regional stability.
In February Iraq and the US began to meet about a roadmap for withdrawal, after American air strikes on \
Iranian-backed militias that had attacked US bases.
The coalition was formed in 2014, when the group held parts of Syria and Iraq. Spain has about 180 soldiers \
there, who train Iraqi forces."""
VERSIONS = {
    "agency": Piece(title=HEADLINE, text="MADRID, 25 Jul. (EUROPA PRESS) - " + SPANISH, home="ES"),
    "outlet": Piece(title=HEADLINE, text=SPANISH, home="AR"),
    "outlet with dateline": Piece(title=HEADLINE, text="MADRID, 25 Jul. 2024 (Europa Press) - " + SPANISH, home="MX"),
    "rewrite": Piece(title="US and Iraq vow to finish off Islamic State together", text=ENGLISH, home="GB"),
    "rewrite without a headline": Piece(text=ENGLISH),
}


@pytest.mark.parametrize("version", VERSIONS)
def test_every_version_is_about_the_two_governments_and_mentions_the_others(version, gazetteer, topics):
    told = tags_of(VERSIONS[version], gazetteer, topics).geography
    assert set(told.countries) == {"US", "IQ"}
    assert set(told.mentioned) == {"US", "IQ", "SY", "IR", "ES"}
    assert told.places == ["Washington"]


@pytest.mark.parametrize("version", VERSIONS)
def test_every_version_has_the_topics_of_the_story(version, gazetteer, topics):
    codes = {topic.code for topic in tags_of(VERSIONS[version], gazetteer, topics).topics}
    strong = {"16000000", "20000058", "11000000", "20000638", "20000598"}
    assert {f"medtop:{code}" for code in strong} <= codes
    assert not codes & {"medtop:15000000", "medtop:01000000", "medtop:07000000"}


@pytest.mark.parametrize(("version", "minister"), [("outlet", "Thabit al Abbasi"), ("rewrite", "Thabit al-Abbasi")])
def test_ministers_and_bodies_are_named_as_written(version, minister, gazetteer, topics):
    told = tags_of(VERSIONS[version], gazetteer, topics)
    assert told.people == ["Lloyd Austin", minister]
    assert {"outlet": "Estado Islámico", "rewrite": "Islamic State"}[version] in told.organisations
    assert any(name in told.organisations for name in ("Pentágono", "Pentagon"))
