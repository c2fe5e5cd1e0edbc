"""Invented wire copy: nothing in it happened."""

DROUGHT_TITLE = "El embalse de Valdecuervo baja al mínimo y trece pueblos racionan el agua"
DROUGHT = """\
El embalse de Valdecuervo, que abastece a unas 48.000 personas, ha caído al 11 % de su capacidad después \
de catorce meses con lluvias muy por debajo de lo normal, informó este miércoles la Confederación del \
Alto Tera.
Trece municipios de la comarca comenzarán el lunes a cortar el suministro entre la medianoche y las seis \
de la mañana, según explicó en rueda de prensa la comisaria de aguas, Elvira Monteagudo. Las escuelas y \
el hospital de Santa Olalla quedarán fuera de las restricciones.
"No tenemos margen para esperar a septiembre", dijo Monteagudo, que pidió a los regantes reducir el \
consumo a la mitad.
El sindicato agrario Tierra y Surco calcula que se perderán 3.200 hectáreas de maíz y remolacha, con \
daños de unos 19 millones de euros, y reclama al Gobierno regional un decreto de sequía antes de que \
termine el mes.
La última vez que el embalse estuvo en ese nivel fue en 1995, cuando hubo que llevar agua en camiones \
cisterna durante once semanas a las aldeas más altas del valle."""
DROUGHT_HEAD = "\n".join(DROUGHT.split("\n")[:3])
DROUGHT_TAIL = "\n".join(DROUGHT.split("\n")[3:])

FERRY_TITLE = "Un transbordador encalla frente a Punta Morena con 212 pasajeros a bordo"
FERRY = """\
Un transbordador con 212 pasajeros encalló en la madrugada del miércoles en los bajíos de Punta Morena, \
a dos millas del puerto de Cala Brava, sin que se registraran heridos de gravedad, comunicó la guardia \
costera.
El buque, el Estrella del Sur, había zarpado de Isla Quemada poco antes de las tres con mar en calma, y \
quedó inclinado ocho grados a babor. Cuatro lanchas de salvamento sacaron a todos los pasajeros en menos \
de dos horas.
El capitán, Ramiro Oyarzún, declaró que una avería del timón le impidió corregir el rumbo. La naviera \
Líneas del Poniente anunció que devolverá el importe de los billetes y que el servicio quedará \
suspendido hasta el viernes.
Técnicos de la autoridad portuaria comprobaron que no hay derrame de combustible, aunque mantienen una \
barrera flotante alrededor del casco. La marea viva del sábado se considera la mejor ocasión para \
reflotarlo."""

ROUND_UP_TITLE = "Las cinco claves de la jornada"
ROUND_UP = DROUGHT + "\n" + FERRY

DROUGHT_EN_TITLE = "Thirteen villages ration water as Spanish reservoir runs dry"
DROUGHT_EN = """\
More than a dozen villages will have their taps shut off overnight from Monday because the Valdecuervo \
reservoir has dropped to 11 percent of what it can hold, the river authority said on Wednesday.
Water commissioner Elvira Monteagudo told reporters there was no room to wait until September and asked \
farmers to use half of what they use now. Schools and the hospital in Santa Olalla are exempt from the \
cuts.
A farmers' union put the likely damage at 19 million euros. The reservoir was last this low in 1995, \
when tanker trucks supplied the highest hamlets for eleven weeks."""

BOILERPLATE = """\
Suscríbase a nuestro boletín y reciba cada mañana las noticias más importantes en su correo electrónico, \
sin coste alguno y con la posibilidad de darse de baja cuando quiera.
Este medio forma parte de una iniciativa internacional por la transparencia de la información y publica \
sus normas de corrección de errores en la página de contacto, donde también puede dirigirse a la \
defensora del lector."""


def lottery(day: str, numbers: str, bonus: int, prize: str) -> str:
    """The daily results of a draw that does not exist: the same words, other facts."""
    return f"""\
La Lotería del Litoral celebró este {day} su sorteo diario en el salón de actos de la calle de los \
Toneleros, ante notario y con la asistencia del público habitual. La combinación ganadora fue la formada \
por los números {numbers}, con el {bonus} como complementario. El bote acumulado asciende a {prize} \
euros, que se suman al premio del próximo sorteo. Los boletos premiados pueden cobrarse durante los \
noventa días siguientes en cualquiera de las administraciones autorizadas, presentando el resguardo \
original y un documento de identidad en vigor. La organización recuerda que solo tienen validez los \
resultados publicados en la lista oficial, y que los menores de edad no pueden participar en el juego. \
El sorteo se emite en directo por la radio pública y puede seguirse también en la página de la entidad."""


def weather(city: str, high: int, low: int, wind: str) -> str:
    """A forecast of the kind that is filled in every day."""
    sun, rain = high // 3, low * 4
    return f"""\
Forecasters expect a mostly dry day in {city} on Thursday with long sunny spells in the morning and a \
few clouds later. Temperatures will climb to {high} degrees in the afternoon and fall to {low} \
overnight. Winds will blow from the {wind} at moderate strength, with stronger gusts near the coast and \
on high ground. There is a {rain} percent chance of showers, and the index of ultraviolet light reaches \
{sun}. Visibility will be good, and no warnings are in force. The outlook for the weekend remains \
uncertain, as a band of rain out at sea may reach land on Saturday evening. Readers are advised to check \
the latest bulletin before travelling, and to drink enough water if they spend the day outdoors."""


def market(index: str, points: str, percent: str, winners: str) -> str:
    """A closing report."""
    return f"""\
The main index of the {index} exchange closed at {points} points on Wednesday, a move of {percent} \
percent from the day before, in a session of thin trading ahead of the central bank's decision on \
interest rates. Shares of {winners} led the gains, while builders and utilities lagged behind. Analysts \
said that investors preferred to wait for the figures on inflation due later in the week. In the bond \
market the yield of the ten-year note was little changed, and the currency held steady against the \
dollar. Turnover was below the average of the past month, according to data of the exchange operator."""
