"""Words that say little about which event a text tells: function words, institutions, countries, the calendar."""

from __future__ import annotations

FUNCTION = frozenset(
    word
    for line in (
        # Spanish
        "aunque ademas ante antes aqui asi cada casi como con contra cual cuales cualquier cuando cuanto despues",
        "desde donde dos durante ella ellas ellos entonces entre era eran esa ese eso esos esta estaba estan",
        "estas este esto estos fue fueron fuera habia habian hacer hacia han hasta hay hoy las los luego mas",
        "menos mientras misma mismo mucho muchos muy nada nadie ningun ninguna nuestra nuestro nunca otra otras",
        "otro otros para pero poco por porque primer primera primero pues que quien quienes salvo sea segun",
        "segunda segundo ser sera seran sido siempre sin sino sobre solo son sus suya suyo tal tambien tampoco",
        "tan tanto tenia tiene tienen toda todas todavia todo todos tras tres una uno unas unos varias varios",
        "veces ya ayer manana tarde noche dijo informo senalo afirmo aseguro explico anuncio indico anadio",
        "sostuvo declaro preciso agrego confirmo millones millon personas parte",
        # English
        "about above across after again against all also although among amid and another any are around because",
        "been before behind being below between both but can could did does during each either every few for from",
        "had has have having her here him his how however into its just last later least less like many may might",
        "more most much must near neither never next nor not now off officials one only other others our out over",
        "own people per said same says several she should since some still such than that the their them then",
        "there these they this those three through today told too two under until upon used very was were what",
        "when where which while who whose will with within without would year years yesterday you your million",
        "billion according",
        # Portuguese, French, Italian, German
        "apos ate com depois disse ela ele foi mais mas nao nas nos para pela pelo sao seu sua tambem uma apres",
        "avec aux cette ces dans deux elle entre est etait ete font leur leurs lors mais meme ont par pas plus",
        "pour qui sans selon ses son sont sous sur tous tout une anche come con dalla dalle dei del della delle",
        "dopo gli hanno nel nella piu sono stato tra aber als am auch auf aus bei das dem den der des die ein",
        "eine einem einen einer er fur hat im in ist mit nach nicht noch oder seit sich sie sind und unter vom",
        "von vor war was wie wird wurde zu zum zur",
    )
    for word in line.split()
)
"""Folded. None of them is a name or a telling word, even with a capital."""

GENERIC = frozenset(
    word
    for line in (
        "gobierno ministerio ministro ministra presidente presidenta estado estados nacional policia guardia",
        "civil congreso senado parlamento tribunal supremo fiscalia justicia comision consejo union agencia",
        "instituto universidad hospital partido ayuntamiento alcalde provincia region republica general",
        "secretaria secretario servicio servicios direccion departamento banco central asociacion federacion",
        "consejeria junta camara corte government ministry minister president state national police guard",
        "congress senate parliament court supreme prosecutor justice commission council agency institute",
        "university hospital party mayor province region republic secretary service department bank association",
        "federation office house white defence defense foreign prime north south east west norte sur este oeste",
        "san santa santo new nueva nuevo gran great unidos united kingdom reino asuntos exteriores interior",
        "economia hacienda salud sanidad educacion defensa trabajo health education treasury lunes martes",
        "miercoles jueves viernes sabado domingo europa europe america european europeo europea latin latina",
        "press news redaccion fuente source madrid washington governo ministerio presidente nacional conseil",
        "gouvernement ministre regierung bundes governo presidenza nations naciones unidas the ley law liga copa",
        "cup league internet",
    )
    for word in line.split()
)
"""Folded. Bodies and offices that occur in news of every kind."""

COUNTRIES = frozenset(
    word
    for line in (
        "argentina bolivia brasil brazil chile colombia ecuador mexico paraguay peru uruguay venezuela cuba",
        "espana spain portugal france francia germany alemania italy italia russia rusia ukraine ucrania china",
        "japan japon india iran irak iraq israel gaza syria siria lebanon libano turkey turquia egypt egipto",
        "morocco marruecos algeria argelia greece grecia poland polonia norway noruega sweden suecia canada",
        "australia indonesia philippines filipinas usa eeuu us eua uk korea corea africa asia london londres",
        "paris berlin moscow moscu brussels bruselas rome roma lisbon lisboa bogota lima santiago quito caracas",
        "habana tokyo tokio beijing pekin jerusalem bagdad baghdad cairo",
    )
    for word in line.split()
)
"""Folded. Countries and capitals that occur in news of every kind."""

WEEKDAYS = {
    name: day
    for day, names in enumerate(
        (
            "lunes monday montag lundi lunedi lunedì",
            "martes tuesday dienstag mardi martedi martedì terca terça",
            "miercoles miércoles wednesday mittwoch mercredi mercoledi mercoledì",
            "jueves thursday donnerstag jeudi giovedi giovedì",
            "viernes friday freitag vendredi venerdi venerdì",
            "sabado sábado saturday samstag samedi sabato",
            "domingo sunday sonntag dimanche domenica",
        )
    )
    for name in names.split()
}
"""Name, with accents and without -> 0 for Monday."""

MONTHS = {
    name: month
    for month, names in enumerate(
        (
            "enero january janeiro janvier januar gennaio jan ene",
            "febrero february fevereiro fevrier februar febbraio feb",
            "marzo march marco mars marz mar",
            "abril april avril aprile abr apr",
            "mayo may maio mai maggio",
            "junio june junho juin juni giugno jun",
            "julio july julho juillet juli luglio jul",
            "agosto august aout ago aug",
            "septiembre setiembre september setembro septembre settembre sep sept set",
            "octubre october outubro octobre oktober ottobre oct",
            "noviembre november novembro novembre nov",
            "diciembre december dezembro decembre dezember dicembre dic dec",
        ),
        1,
    )
    for name in names.split()
}
"""Folded name or abbreviation -> its number."""

SCALES = frozenset(
    word
    for line in (
        "mil millon millones milhao milhoes million millions billion billions trillion bn mln mn thousand",
        "millionen milliarden milliards milioni miliardi mille tausend",
    )
    for word in line.split()
)
"""Folded. A number before one of them is a large one."""

NUMBER_WORDS = {
    word: value
    for value, words in {
        "11": "once eleven",
        "12": "doce twelve",
        "13": "trece thirteen",
        "14": "catorce fourteen",
        "15": "quince fifteen",
        "16": "dieciseis dieciséis sixteen",
        "17": "diecisiete seventeen",
        "18": "dieciocho eighteen",
        "19": "diecinueve nineteen",
        "20": "veinte twenty",
        "30": "treinta thirty",
        "40": "cuarenta forty",
        "50": "cincuenta fifty",
        "60": "sesenta sixty",
        "70": "setenta seventy",
        "80": "ochenta eighty",
        "90": "noventa ninety",
    }.items()
    for word in words.split()
}
"""Numbers that are written out in one text and in digits in another."""
