"""Invented news about a few events, in Spanish and English, and events that resemble them."""

SIGNING = """
Kasajistán y Omán firman en Aktau la compra de 14 remolcadores
El ministro kazajo de Transporte, Yerlan Jasénov, y su homólogo omaní, Salim al Jarusi, han firmado este miércoles en
Aktau la compra de 14 remolcadores por 386 millones de dólares, que se entregarán antes de 2033.
Jasénov ha asegurado que el puerto de Kuryk duplicará su tráfico. El astillero de Duqm empleará a 2.700 personas.
"El Caspio necesita brazos nuevos", ha dicho Al Jarusi, que mañana visitará Mangystau.
"""
SIGNING_EN = """
Oman shipyard wins Kazakh tugboat order
Kazakhstan's transport minister Yerlan Khasenov and Oman's Salim al-Kharusi signed a deal in Aktau on Wednesday for 14
tugboats worth $386 million, to be delivered by 2033.
Khasenov said traffic at the port of Kuryk would double. The Duqm yard will employ 2,700 people on the order.
"The Caspian needs new arms," said al-Kharusi, who is due in Mangystau on Thursday.
"""
SIGNING_OWN_WORDS = """
Omán construirá los remolcadores del puerto de Kuryk
Catorce remolcadores nuevos trabajarán en el Caspio desde 2033. Kazajistán los encargó el miércoles en Aktau al
astillero omaní de Duqm por 386 millones de dólares, con la firma de los ministros Yerlan Jasénov y Salim al Jarusi.
Los sindicatos calculan que el contrato dará trabajo a 2.700 obreros en Duqm.
"""
OTHER_MEETING = """
Jasénov y Al Jarusi abren en Mascate una escuela de prácticos
El ministro kazajo de Transporte, Yerlan Jasénov, y el omaní Salim al Jarusi inauguraron este sábado en Mascate una
escuela de prácticos con 55 plazas, pagada con un préstamo de 9,4 millones de riales.
El primer curso durará once meses. Los dos ministros no respondieron a preguntas sobre el Caspio.
"""
FOLLOW_UP = """
El Parlamento kazajo pide cuentas por los remolcadores omaníes
La diputada Aigul Nurlanova reclamó este jueves que el ministro Yerlan Jasénov explique por qué los 14 remolcadores que
firmó el miércoles en Aktau con el omaní Salim al Jarusi cuestan 386 millones de dólares.
El contrato fue al astillero de Duqm sin concurso. Nurlanova preguntó también por el puerto de Kuryk.
"""
ROUND_UP = """
Lo que ha pasado hoy en cinco noticias
Kazajistán compró 14 remolcadores al astillero de Duqm por 386 millones de dólares, firmó Yerlan Jasénov en Aktau.
En Quito, la alcaldesa Mirta Endara cerró 23 gasolineras de la avenida Amazonas.
La nadadora Lene Halvorsen batió en Bergen el récord noruego de 800 metros con 8 minutos y 21 segundos.
El volcán Reventador lanzó ceniza sobre Lago Agrio y Baeza, según el geólogo Patricio Mena.
Y murió en Trieste, a los 97 años, el encuadernador Bruno Stossi, maestro de Claudio Perna y de Nives Zorzin.
"""
PETROL = """
Quito precinta 23 gasolineras de la avenida Amazonas
La alcaldesa de Quito, Mirta Endara, ordenó este miércoles precintar 23 gasolineras de la avenida Amazonas que vendían
combustible rebajado. Los inspectores tomaron 140 muestras y hallaron agua en 61.
El gremio, que preside Galo Terán, pidió una segunda prueba y anunció un recurso.
"""
RATES_TUESDAY = """
El dólar cierra este martes en 4.118 pesos
El dólar cerró este martes en Bogotá a 4.118,35 pesos, 12,40 más que el lunes, según la Bolsa de Valores de Colombia.
El precio máximo fue de 4.131,00 y el mínimo de 4.102,50, con 1.207 operaciones por 1.340 millones de dólares.
El barril de Brent se cotizaba a 71,22 dólares y el euro a 4.487,90 pesos, informó el Banco de la República.
"""
RATES_WEDNESDAY = """
El dólar cierra este miércoles en 4.095 pesos
El dólar cerró este miércoles en Bogotá a 4.095,10 pesos, 23,25 menos que el martes, según la Bolsa de Valores de
Colombia. El precio máximo fue de 4.119,80 y el mínimo de 4.090,15, con 1.388 operaciones por 1.511 millones de dólares.
El barril de Brent se cotizaba a 70,64 dólares y el euro a 4.462,05 pesos, informó el Banco de la República.
"""
