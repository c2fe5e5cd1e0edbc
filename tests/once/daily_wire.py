"""Invented wire copy that comes every day with other facts in the same words, and copy that is sent more than once."""


def power_price(day: str, month: str, mean: str, hours: tuple[str, str, str, str]) -> str:
    """The price of tomorrow's electricity."""
    cheapest, low, dearest, high = hours
    return f"""\
El precio medio de la electricidad en el mercado mayorista de la isla será este {day} de {mean} euros el \
megavatio hora, según los datos del operador del sistema publicados en su portal. El tramo más barato se \
registrará entre las {cheapest}, con {low} euros, y el más caro entre las {dearest}, cuando llegará a {high} \
euros. Al precio del mercado se añade la compensación a las centrales de gas, que pagan los consumidores de \
la tarifa regulada y los que han renovado su contrato con referencia a ella. La media de lo que va de \
{month} se mantiene por debajo de la del mismo mes del año pasado."""


def fuel(region: str, week: str, petrol: str, diesel: str) -> str:
    """What a litre costs, once a week."""
    return f"""\
El litro de gasolina se vendió de media en las estaciones de servicio de {region} a {petrol} euros en la \
semana del {week}, según el boletín de la asociación de distribuidores. El gasóleo costó {diesel} euros. Llenar \
un depósito medio sale hoy más barato que a comienzos del año, recuerda la asociación, que atribuye el \
movimiento a las cotizaciones internacionales y a los impuestos, que suponen casi la mitad de lo que paga el \
conductor. El boletín se elabora con los precios que comunican más de once mil estaciones."""


def results(*facts: str) -> str:
    """A company's quarter."""
    company, period, profit, sales, cause = facts
    return f"""\
{company} ganó {profit} millones de euros en el {period}, informó la compañía a la comisión de valores. Las \
ventas sumaron {sales} millones, gracias sobre todo a {cause}. El resultado bruto de explotación creció en línea \
con lo previsto por los analistas. La compañía mantiene sus objetivos para el conjunto del ejercicio y propondrá \
a la junta de accionistas un dividendo a cuenta. La deuda neta se redujo respecto al cierre del año anterior, y la \
plantilla se mantuvo estable. Los títulos cotizaban al alza a media sesión."""


def forecast(*facts: str) -> str:
    """Tomorrow's weather."""
    region, day, high, low, wind = facts
    return f"""\
Cielos poco nubosos en {region} durante la jornada del {day}, con intervalos de nubes bajas al amanecer en los \
valles. Las temperaturas máximas llegarán a {high} grados y las mínimas bajarán a {low}. Soplarán vientos de \
componente {wind}, flojos por la mañana y moderados a partir del mediodía en la costa. No se esperan \
precipitaciones, y no hay avisos en vigor. El servicio de meteorología recomienda prudencia en la montaña por \
el deshielo. La tendencia para los días siguientes es de pocos cambios."""


def close(*facts: str) -> str:
    """A stock exchange's day."""
    index, day, move, level, best, worst = facts
    return f"""\
The {index} index ended {day} {move} percent at {level}, as investors weighed a new round of earnings against \
worries about borrowing costs. {best} was the best performer of the session, while {worst} fell the most. \
Volume was in line with the average of the past thirty sessions. Traders said that few were willing to take \
large positions ahead of the holiday, and that the next test will be the figures on employment. Government \
bonds were little changed."""


def draw(day: str, numbers: str, extra: str, jackpot: str) -> str:
    """Last night's lottery."""
    return f"""\
The winning numbers in {day} night's Harbour Millions draw were {numbers}, and the bonus ball was {extra}. The \
jackpot stood at an estimated {jackpot} million crowns. Tickets are checked at any licensed shop or on the \
operator's site, and prizes must be claimed within one hundred and eighty days of the draw. Players have to be \
of age. A share of every ticket goes to sports clubs, museums and hospices across the country, the operator \
says. Nobody should play with money that is needed for something else."""


COLUMN_TITLE = "Leonor Vidaurre: La mesa del comedor"
COLUMN = """\
Hay muebles que saben más de una familia que sus cartas. La mesa del comedor de mi abuela guardaba en el tablero \
un mapa de vasos, y en la cara de abajo, que solo conocíamos los niños, las iniciales de tres generaciones.
Vendimos la casa en otoño. El comprador quería las paredes y no los recuerdos, así que la mesa viajó en una \
furgoneta prestada hasta un piso en el que no cabe.
La hemos cortado. Lo escribo y me duele la mano. El carpintero, que es hombre de pocas palabras, preguntó dos \
veces por dónde, como el cirujano que pide que se lo firmen.
Ahora comemos en la mitad que tenía sol. La otra espera en un trastero a que alguno de los míos tenga una \
cocina más grande, o menos miedo que yo a las despedidas.
Dicen que uno hereda los ojos y la forma de andar. Yo heredé la costumbre de pasar la uña por debajo de las \
mesas, en casa ajena, por si hay alguien allí."""
NEXT_COLUMN = """\
El ascensor de mi edificio lleva tres semanas sin funcionar y la escalera ha empezado a hablar. En el segundo se \
oye una radio, en el cuarto alguien ensaya un discurso de boda, en el quinto no se oye nada y por eso \
preocupa.
He conocido a más vecinos en veinte días que en veinte años. Subimos despacio, con bolsas, y en cada rellano \
cambiamos noticias como si fuera un puerto.
La presidenta ha pegado un cartel que pide paciencia. Alguien ha escrito debajo que paciencia hay, que lo que \
falta es una pieza que viene de lejos.
Cuando lo arreglen volveremos a mirar cada uno los números encima de la puerta, que es la forma moderna de \
no saludar. Yo pienso seguir a pie, al menos hasta el cuarto, por saber cómo acaba el discurso."""

LIVE_TITLE = "Temporal en la costa de Almadraba, en directo"
LIVE_ENTRIES = (
    ("08.10. El servicio de emergencias eleva a rojo el aviso por oleaje en toda la costa de Almadraba y pide que "
    "nadie se acerque a los espigones. Los colegios de cuatro municipios no abrirán sus puertas por la mañana."),
    ("09.35. La autoridad portuaria cierra la bocana. Dos mercantes esperan fondeados al abrigo del cabo Roldán, y "
    "los pescadores han doblado las amarras de sus barcos desde la madrugada."),
    ("10.50. Un muro de la avenida del Malecón ha cedido y el agua llega a los portales. Los bomberos achican "
    "garajes y han sacado en lancha a una mujer de noventa y un años con su perro."),
    ("12.20. La alcaldesa, Rocío Benavente, confirma que 340 vecinos pasarán la noche en el polideportivo. «Lo "
    "peor llegará con la pleamar de las siete», ha dicho, y ha pedido mantas."),
    ("14.05. La compañía eléctrica da por perdida una subestación. Unas 12.000 casas siguen sin luz y la compañía "
    "no espera devolverla antes de mañana, porque las cuadrillas no pueden subir a los postes."),
    ("19.30. La pleamar pasa con olas de nueve metros en la boya de Roldán, menos de lo temido. El muro aguanta "
    "donde fue reforzado, y el aviso baja a naranja a partir de la medianoche."),
)  # fmt: skip

INQUEST_TITLE = "Inquiry into Carrow bridge collapse to hear engineers in March"
INQUEST = """\
The public inquiry into the collapse of the Carrow footbridge will hear from the engineers who inspected it in \
the first week of March, its chair said on Monday.
Dame Ottoline Prewett told a preliminary hearing in Westonbury that the families of the seven people who died had \
waited long enough, and that she would not allow the timetable to slip because documents arrived late.
Counsel for the county said that more than 11,000 pages had been handed over, and that the rest would follow by the \
end of the month. The maintenance contractor, Hallam and Tiede, denies that it was told of corrosion in the hangers.
The bridge fell into the river Carrow during the boat race in June, when some four hundred people stood on it. It \
had been closed for repairs twice in the three years before.
A report by the accident branch, published in autumn, said that two of the hangers had lost half of their section. \
Whether anybody had known of it was for the inquiry to find, it said."""
