"""Invented outlets, names and sentences for generated catalogues. Nothing here was published by anyone."""

from __future__ import annotations

OUTLETS = (
    "diario-del-puerto", "la-voz-serrana", "el-faro-azul", "cronica-llana", "valley-courier", "harbour-post",
    "north-ledger", "gaceta-rural", "el-mirador", "tribuna-oeste", "the-lantern", "isla-noticias",
)  # fmt: skip

COUNTRIES = ("ES", "AR", "MX", "US", "GB", "CO", "CL", "IQ", "FR", "BR")

TOPICS = (
    ("medtop:20000638", "international relations"),
    ("medtop:11000000", "politics"),
    ("medtop:04000000", "economy, business and finance"),
    ("medtop:15000000", "sport"),
    ("medtop:06000000", "environment"),
    ("medtop:13000000", "science and technology"),
    ("medtop:07000000", "health"),
    ("medtop:20000598", "defence"),
)

NAMES = {
    "given": ("Amparo", "Nuria", "Darío", "Íñigo", "Olga", "Martin", "Ruth", "Gareth", "Lía", "Tomás", "Ximena"),
    "family": ("Quintanar", "Belloso", "Arregui", "Ñíguez", "Holloway", "Prendes", "Castroviejo", "Ashdown", "Valbuena",
               "Merrick", "Olivares", "Trelawney"),
    "place": ("Villaluenga", "Puerto Calmo", "San Telmo", "Montearroyo", "Eastmere", "Coldharbour", "Río Manso",
              "Alcorisa", "Westonbury", "Torrelaguna"),
    "organisation": ("Consejo de Cuencas", "Banco del Litoral", "Harbour Authority", "Instituto de Meteorología Rural",
                     "Union of Valley Farmers", "Comité de Puertos", "Northern Rail", "Agencia del Agua"),
}  # fmt: skip

WORDS = {
    "es": {
        "noun": ("la sequía", "el presupuesto", "la vendimia", "el nuevo puente", "la huelga de estibadores",
                 "el acuerdo pesquero", "la reforma fiscal", "el censo agrario", "la línea de tren", "el hospital",
                 "la subida de la luz", "el deshielo", "la cosecha de aceituna", "el corredor humanitario"),
        "verb": ("aplaza", "aprueba", "rechaza", "revisa", "defiende", "investiga", "celebra", "denuncia", "amplía"),
        "when": ("este lunes", "el martes", "ayer", "la próxima semana", "a primera hora", "esta madrugada"),
    },
    "en": {
        "noun": ("the drought", "the budget", "the ferry strike", "the new bridge", "the fishing accord", "tax reform",
                 "the farm census", "the rail link", "the county hospital", "the power tariff", "the flood barrier"),
        "verb": ("delays", "approves", "rejects", "reviews", "defends", "investigates", "welcomes", "extends"),
        "when": ("on Monday", "yesterday", "next week", "at dawn", "overnight", "this afternoon"),
    },
}  # fmt: skip

HEADLINES = {
    "es": (
        "{place} {verb} {noun} tras {number} alegaciones",
        "El {organisation} {verb} {noun}",
        "{given} {family}: «Nadie en {place} esperaba {noun}»",
        "{noun} deja {number} afectados en {place}",
    ),
    "en": (
        "{place} {verb} {noun} after {number} objections",
        "{organisation} {verb} {noun}",
        "{given} {family}: “Nobody in {place} expected {noun}”",
        "{noun} leaves {number} people waiting in {place}",
    ),
}

SENTENCES = {
    "es": (
        "El {organisation} {verb} {noun} {when}, según explicó {given} {family} ante los vecinos de {place}.",
        "Las cifras hablan de {number} hogares, el doble que antes, y nadie duda de que {noun} pesa en la cuenta.",
        "«No hay vuelta atrás», dijo {family}, que lleva {number} días recorriendo la comarca con una libreta.",
        "En {place} la plaza se llenó {when}; los comercios bajaron la persiana y sonó una campana vieja.",
        "La oposición pidió papeles, plazos y una visita del {organisation} antes de que llegue el otoño.",
        "Según un informe de {number} páginas, {noun} costará menos de lo previsto si las obras empiezan {when}.",
        "{given} {family}, que firma el estudio, advierte de que los caminos de {place} no aguantarán otro invierno.",
        "El debate sobre {noun} volverá al pleno, donde {number} enmiendas esperan turno desde la primavera.",
    ),
    "en": (
        "The {organisation} {verb} {noun} {when}, {given} {family} told residents of {place}.",
        "Figures show {number} households, twice as many as ten years ago, and few doubt that {noun} weighs on them.",
        "“There is no way back,” said {family}, who has spent {number} days walking the county with a notebook.",
        "In {place} the square filled {when}; shops pulled down their shutters and an old bell rang.",
        "The opposition asked for papers, dates and a visit by the {organisation} before autumn comes.",
        "A report of {number} pages says {noun} will cost less than feared if work begins {when}.",
        "{given} {family}, who wrote the study, warns that the roads of {place} will not stand another winter.",
        "The debate on {noun} returns to the chamber, where {number} amendments have waited since spring.",
    ),
}
