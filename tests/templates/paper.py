"""A paper on the loopback address whose pages can be given another layout: real HTTP, invented texts."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self

_WHO = (
    "El capataz", "La farera", "El concejo", "La cofradía", "Un carpintero", "La astillera", "El sereno", "Una bióloga",
    "El archivero", "La panadera", "El guardabosques", "Una relojera",
)  # fmt: skip
_DOES = ("mide", "repara", "discute", "inventaría", "retrata", "restaura", "numera", "abandona", "custodia", "celebra")
_WHAT = (
    "compuertas oxidadas", "faroles de carburo", "esclusas inglesas", "barcazas de arena", "hangares vacíos",
    "relojes marinos", "cartas náuticas", "boyas luminosas", "grúas eléctricas", "molinos de viento",
    "almanaques ilustrados", "telares mecánicos", "campanas rajadas", "viveros de ostras", "canteras inundadas",
    "puentes giratorios",
)  # fmt: skip
_WHERE = (
    "junto al muelle viejo",
    "en la ribera norte",
    "detrás del mercado",
    "frente al dique seco",
    "bajo el viaducto",
)
_WHEN = ("desde el amanecer", "antes de la marea alta", "durante el invierno", "después de la feria", "cada madrugada")
TEASERS = (
    "Tres recitales gratuitos llenan el teatro municipal con coros llegados de otras provincias y entradas agotadas",
    "Una ajedrecista de doce años gana su primera medalla nacional y ya piensa en el torneo juvenil de octubre próximo",
    "El precio del tomate baja por segunda semana gracias a las lluvias, dicen los productores de la zona serrana",
    "Abre una biblioteca infantil con talleres de cuentos, juegos de mesa y una huerta que cuidan los propios chicos",
    "El equipo de básquet femenino asciende tras quince temporadas y festeja con caravana por toda la ciudad vecina",
    "Cómo preparar un pan casero sin amasar en veinte minutos y con ingredientes que hay en cualquier alacena",
    "La línea de colectivos nocturna suma dos paradas y cambia su recorrido durante las vacaciones escolares",
)
PROMPT = (
    "Reciba cada mañana en su correo una selección de lecturas hecha por nuestra redacción, sin publicidad ni costo.",
    "Quienes se suscriben antes de fin de mes obtienen además el calendario ilustrado y descuentos en teatros y cines.",
    "Puede darse de baja cuando quiera con un clic; sus datos no se ceden a terceros ni se usan para otra cosa.",
)


def sentence(rng: random.Random, what: str) -> str:
    """One that no other article has."""
    words = {"who": rng.choice(_WHO), "does": rng.choice(_DOES), "where": rng.choice(_WHERE), "when": rng.choice(_WHEN)}
    return (
        "{who} {does} {what} {where} {when}".format(**words, what=what)
        + f" y anota {rng.randrange(100, 9999)} detalles."
    )


class Story:
    """One article: its headline and its paragraphs."""

    def __init__(self, number: int) -> None:
        rng = random.Random(number)  # noqa: S311 - texts, no secrets
        self.number = number
        self.what = f"{_WHAT[number % len(_WHAT)]} {rng.choice(('de Arenal', 'de Puntagruesa', 'de Villamarina'))}"
        self.paragraphs = [" ".join(sentence(rng, self.what) for _ in range(3)) for _ in range(7)]
        self.title = self.paragraphs[0].partition(" y anota")[0]
        self.teasers = [f"{line} ({number})" for line in rng.sample(TEASERS, 4)]

    @property
    def text(self) -> str:
        return "\n".join(self.paragraphs)


def tags(tag: str, lines: list[str] | tuple[str, ...]) -> str:
    return "".join(f"<{tag}>{line}</{tag}>" for line in lines)


def page(story: Story, main: str) -> str:
    return (
        f"<!doctype html><html lang='es'><head><meta charset='utf-8'><title>{story.title} - El Muelle</title>"
        f"<meta property='og:title' content='{story.title}'>"
        "<meta property='article:published_time' content='2024-07-25T08:00:00-03:00'></head><body>"
        "<header><nav><a href='/'>Portada</a> <a href='/puerto'>Puerto</a></nav></header>"
        f"<main>{main}</main><footer><p>El Muelle, diario de la costa</p></footer></body></html>"
    )


def old(story: Story) -> str:
    body = tags("p", story.paragraphs) + f"<aside class='promo'><p>{PROMPT[0]}</p></aside>"
    more = tags("p", story.teasers)
    return page(
        story,
        f"<article class='story'><h1>{story.title}</h1><div class='story-body'>{body}</div></article>"
        f"<section class='more'>{more}</section>",
    )


def _beside(story: Story, instead: str, text: str) -> str:
    """The old container is still there, with something else in it, and the article stands elsewhere."""
    return page(
        story,
        f"<article class='story'><h1>{story.title}</h1><div class='story-body'>{instead}</div></article>{text}",
    )


def teasers(story: Story) -> str:
    rows = "".join(f"<div class='row'>{line}</div>" for line in story.paragraphs)
    return _beside(story, tags("p", story.teasers), f"<div class='reader'>{rows}</div>")


def prompt(story: Story) -> str:
    return _beside(story, tags("p", PROMPT), f"<section class='reader'>{tags('p', story.paragraphs)}</section>")


def blurb(story: Story) -> str:
    summary = f"Lo que se sabe de las {story.what}: " + story.teasers[0] + ". " + story.teasers[1] + "."
    return _beside(story, tags("p", [summary]), f"<section class='reader'>{tags('p', story.paragraphs)}</section>")


def swapped(story: Story) -> str:
    return _beside(story, tags("p", story.teasers), f"<section class='more'>{tags('p', story.paragraphs)}</section>")


def vanished(story: Story) -> str:
    return page(
        story, f"<div class='nota'><h1>{story.title}</h1><div class='cuerpo'>{tags('p', story.paragraphs)}</div></div>"
    )


def scripted(story: Story) -> str:
    """The article is shown by script alone, from where no reader looks; the old container asks to subscribe."""
    data = "\n".join(f"<option>{line}</option>" for line in story.paragraphs)
    return _beside(story, tags("p", PROMPT), f"<div id='app'></div><datalist id='data'>{data}</datalist>")


class Paper:
    """Serves articles `first` to `last` of the paper in a layout; both may change while it serves."""

    def __init__(self) -> None:
        self.layout: Callable[[Story], str] = old
        self.numbers = range(20)
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.base = f"http://muelle.localhost:{self._server.server_port}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def url(self, number: int) -> str:
        return f"{self.base}/puerto/informe-{number}-de-la-costa.html"

    def sources_toml(self) -> str:
        return (
            f'[muelle]\nname = "El Muelle"\ndomains = ["muelle.localhost"]\nlanguage = "es"\ncountry = "AR"\n'
            f'feeds = ["{self.base}/feed"]\nallow_private = true\ndelay = "0s"\n'
        )

    def feed(self) -> str:
        items = "".join(f"<item><title>{Story(n).title}</title><link>{self.url(n)}</link></item>" for n in self.numbers)
        return f"<?xml version='1.0'?><rss version='2.0'><channel><title>El Muelle</title>{items}</channel></rss>"

    def answer(self, path: str) -> tuple[int, str, str]:
        """Status, type and body."""
        if path == "/feed":
            return 200, "application/rss+xml", self.feed()
        number = path.partition("informe-")[2].partition("-")[0]
        if number.isdigit():
            return 200, "text/html; charset=utf-8", self.layout(Story(int(number)))
        return 404, "text/plain", "no such page"

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        paper = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                status, kind, body = paper.answer(self.path)
                data = body.encode()
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *_: object) -> None:
                """Nothing."""

        return Handler
