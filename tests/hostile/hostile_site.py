"""A news site on loopback on which every page is a trap or a healthy article: what each path answers.

Every address it hands out is on 127.0.0.0/8, or is of a scheme that must never be followed.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable
from dataclasses import dataclass

from tests.network.wireserver import Answer, Drip, Raw, Reply, Site

HTML = ("Content-Type", "text/html; charset=utf-8")
XML = ("Content-Type", "application/xml")
GZIP = ("Content-Encoding", "gzip")
MEGABYTE = 1 << 20
PROOF = "La última frase de la nota {} está completa."
SUBJECTS = ("puerto", "museo", "tranvía", "mercado", "estadio", "hospital", "puente", "teatro", "archivo", "faro")


def article(number: int, *, title: str = "", extra: str = "") -> bytes:
    """A whole article whose last sentence proves that it is whole."""
    thing = SUBJECTS[number % len(SUBJECTS)]
    title = title or f"El {thing} de la ciudad número {number} vuelve a abrir sus puertas"
    paragraphs = [
        f"El {thing} número {number} reabrió el lunes después de {number + 2} meses de obras, dijo el concejo "
        f"municipal en un comunicado que enumera {part + 3} cambios y agradece al turno {part} de noche."
        for part in range(6)
    ]
    text = "".join(f"<p>{paragraph}</p>" for paragraph in [*paragraphs, PROOF.format(number)])
    return (
        f'<!doctype html><html lang="es"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta property="article:published_time" content="2026-01-{number % 27 + 1:02}T12:00:00Z"></head>'
        f"<body><article><h1>{title}</h1>{text}{extra}</article></body></html>"
    ).encode()


def page(body: bytes, *headers: tuple[str, str], status: str = "200 OK") -> Reply:
    return Reply(body, status, [*headers, *([] if any(name == "Content-Type" for name, _ in headers) else [HTML])])


def raw(body: bytes, *lines: str, status: str = "200 OK") -> Raw:
    """Bytes below exactly these header lines; then the connection is closed."""
    head = "\r\n".join([f"HTTP/1.1 {status}", "Content-Type: text/html", "Connection: close", *lines, "", ""])
    return Raw(head.encode("latin-1") + body)


def redirect(target: str) -> Raw:
    return raw(b"", f"Location: {target}", "Content-Length: 0", status="302 Found")


def bomb(megabytes: int) -> bytes:
    """So much nothing, packed."""
    packer = zlib.compressobj(9, wbits=31)
    parts = [packer.compress(b"<html><body>")] + [packer.compress(bytes(MEGABYTE)) for _ in range(megabytes)]
    return b"".join([*parts, packer.flush()])


@dataclass(slots=True)
class Flood:
    """Blocks of a megabyte behind `head`, until the client has had enough."""

    head: bytes
    block: bytes = b"<p>" + b"x" * (MEGABYTE - 3)
    blocks: int = 1024

    def write(self, send: Callable[[bytes], None]) -> bool:
        send(self.head)
        for _ in range(self.blocks):
            send(self.block)
        return False


def flood(*lines: str, chunked: bool = False) -> Flood:
    head = "\r\n".join(["HTTP/1.1 200 OK", "Content-Type: text/html", *lines, "", ""]).encode()
    block = b"<p>" + b"x" * (MEGABYTE - 3)
    return Flood(head, b"%x\r\n%b\r\n" % (len(block), block) if chunked else block)


def spoilt(number: int) -> bytes:
    packed = bytearray(gzip.compress(article(number), mtime=0))
    packed[-6] ^= 0xFF
    return bytes(packed)


def half(data: bytes) -> bytes:
    return data[: len(data) // 2]


CONSENT = (
    b"<html><head><title>Antes de continuar</title></head><body><div id='didomi-notice'><h1>Su privacidad</h1>"
    b"<p>Nosotros y nuestros 1512 socios almacenamos y accedemos a datos personales en su dispositivo.</p>"
    b"<button>Aceptar y cerrar</button></div></body></html>"
)
SOFT_404 = (
    "<html><head><title>Página no encontrada</title></head><body><h1>404</h1>"
    "<p>La página que busca no existe o fue movida.</p></body></html>"
).encode()
CHALLENGE = (
    b"<html><head><title>Just a moment...</title></head><body><h2>Checking your browser before accessing the site.</h2>"
    b"<noscript>Enable JavaScript and cookies to continue</noscript></body></html>"
)
PAYWALL = (
    '<html lang="es"><head><title>El puente viejo se cierra por obras hasta el otoño</title>'
    '<script type="application/ld+json">{"@type": "NewsArticle", "isAccessibleForFree": false}</script></head><body>'
    "<article><h1>El puente viejo se cierra por obras hasta el otoño</h1><p>El puente viejo quedará cerrado desde el "
    "lunes y los vecinos tendrán que cruzar por el vado, según anunció ayer la alcaldía de la ciudad.</p></article>"
    '<div class="paywall">Suscríbase para seguir leyendo</div></body></html>'
).encode()
SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(2)><svg/onload=alert(3)>"

PICTURES = (
    '<meta property="og:image" content="/picture/1"><link rel="preload" href="/picture/2"><img src="/picture/3">'
    '<iframe src="/picture/4"></iframe><video poster="/picture/5"></video><link rel="amphtml" href="/picture/6">'
)


def healthy() -> dict[str, Answer]:
    """Pages that a careful reader stores, whatever stands in them."""
    whole = {number: article(number) for number in range(60)}
    return {
        **{f"/plain/{number}": page(whole[number]) for number in range(20)},
        "/charset-unknown/20": page(whole[20], ("Content-Type", "text/html; charset=x-none")),
        "/control/21": page(whole[21].replace(b"<p>", b"<p>\0\x1b[31m\x08", 3)),
        "/gzip-undeclared/22": page(gzip.compress(whole[22], mtime=0)),
        "/gzip-double/23": page(gzip.compress(gzip.compress(whole[23], mtime=0), mtime=0), GZIP),
        "/gzip-none/31": page(whole[31], GZIP),
        "/script/24": page(article(24, extra=SCRIPT)),
        "/formula/25": page(article(25, title="=HYPERLINK(1)")),
        "/log/26": page(article(26, title="Ok\r\n2026-01-01 00:00:00 ERROR forged\x1b[2J")),
        "/referrer/27": page(whole[27], ("Referrer-Policy", "sys.exit"), ("X-Run", "__import__('os')._exit(9)")),
        "/one-line/28": page(article(28, extra="<p>" + "a" * 200_000 + "!</p>")),
        "/latin/29": page(whole[29].decode().encode("latin-1"), ("Content-Type", "text/html; charset=utf-8")),
        "/paywall/30": page(PAYWALL),
        "/pictures/32": page(article(32, extra=PICTURES)),
    }


def rejected() -> dict[str, tuple[Answer, set[str]]]:
    """Pages that must not be stored, and the reasons that tell why."""
    whole = {number: article(number) for number in range(60, 100)}
    return {
        "/gzip-bomb": (page(bomb(256), GZIP), {"too_large"}),
        "/gzip-bomb-twice": (page(gzip.compress(bomb(256)), ("Content-Encoding", "gzip, gzip")), {"too_large"}),
        "/big": (flood("Content-Length: 1073741824"), {"too_large"}),
        "/big-chunked": (flood("Transfer-Encoding: chunked", chunked=True), {"too_large"}),
        "/big-endless": (flood(), {"too_large"}),
        "/header-huge": (Raw(b"HTTP/1.1 200 OK\r\n" + b"X-A: %b\r\n" % (b"a" * 8000) * 1000), {"too_large"}),
        "/header-drip": (Drip(b"HTTP/1.1 200 OK\r\nX-A: ", b"a", 0.2), {"timeout"}),
        "/body-drip": (Drip(b"HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\n", b"a", 0.2), {"timeout"}),
        "/gzip-cut/61": (page(half(gzip.compress(whole[61])), GZIP), {"truncated"}),
        "/gzip-crc/62": (page(spoilt(62), GZIP), {"truncated"}),
        "/length-short/63": (raw(whole[63], f"Content-Length: {len(whole[63]) // 2}"), {"truncated"}),
        "/length-long/64": (raw(half(whole[64]), f"Content-Length: {len(whole[64])}"), {"truncated"}),
        "/length-none/65": (raw(half(whole[65])), {"truncated"}),
        "/length-bad/66": (raw(whole[66], "Content-Length: banana"), {"connection"}),
        "/length-two/67": (raw(whole[67], "Content-Length: 900", "Content-Length: 90"), {"connection", "truncated"}),
        "/chunk-cut/68": (raw(b"fffff\r\n" + half(whole[68]), "Transfer-Encoding: chunked"), {"truncated"}),
        "/chunk-endless-line/69": (
            raw(b"5;" + b"a" * 100_000, "Transfer-Encoding: chunked"),
            {"connection", "truncated"},
        ),
        "/chunk-negative/70": (
            raw(b"-5\r\nhello\r\n0\r\n\r\n", "Transfer-Encoding: chunked"),
            {"connection", "truncated"},
        ),
        "/chunk-trailers/71": (
            raw(b"0\r\n" + b"X-T: %b\r\n" % (b"t" * 900) * 400, "Transfer-Encoding: chunked"),
            {"connection", "truncated", "no_content", "too_large"},
        ),
        "/status-odd": (Raw(b"HTTP/1.1 99999 Oh\r\nContent-Length: 2\r\n\r\nok"), {"connection", "http_error"}),
        "/part/72": (
            page(article(72), ("Content-Range", "bytes 0-9/99"), status="206 Partial Content"),
            {"http_error"},
        ),
        "/unasked-304": (page(b"", status="304 Not Modified"), {"http_error"}),
        "/continue-endless": (
            Flood(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 1000),
            {"too_large"},
        ),
        "/brotli/73": (page(article(73), ("Content-Encoding", "br")), {"truncated"}),
        "/zstd/74": (page(b"\x28\xb5\x2f\xfd" + bytes(64), ("Content-Encoding", "zstd")), {"truncated"}),
        "/gzip-many/75": (
            page(article(75), ("Content-Encoding", ", ".join(["gzip"] * 3000))),
            {"truncated"},
        ),
        "/deflate-bomb": (page(zlib.compress(bytes(64 * MEGABYTE), 9), ("Content-Encoding", "deflate")), {"too_large"}),
        "/garbage": (Raw(bytes(range(256)) * 2), {"connection"}),
        "/hang-up": (Raw(b""), {"connection"}),
        "/empty": (page(b""), {"no_content"}),
        "/pdf": (page(b"%PDF-1.7\n" + bytes(range(256)) * 64), {"not_html"}),
        "/soft-404": (page(SOFT_404), {"soft_404"}),
        "/consent": (page(CONSENT), {"consent_wall"}),
        "/challenge": (page(CHALLENGE), {"challenge"}),
        "/challenge-403": (page(CHALLENGE, ("cf-mitigated", "challenge"), status="403 Forbidden"), {"challenge"}),
        "/server-error": (page(b"<h1>error</h1>", status="500 Internal Server Error"), {"http_error"}),
        "/wait-long": (page(b"later", ("Retry-After", "99999999999"), status="429 Too Many Requests"), {"throttled"}),
        "/meta/0": (page(b'<meta http-equiv="refresh" content="0; url=/meta/1">x'), {"empty", "index_page"}),
        "/elements": (page(b"<html><body>" + b"<i>" * 400_000 + b"</body></html>"), {"too_large", "empty"}),
    }


def redirects(port: int) -> dict[str, tuple[Answer | Callable[..., Answer], set[str]]]:
    """Redirects that lead where nobody should go."""
    bad = {"bad_redirect"}
    return {
        "/to/metadata": (redirect(f"http://127.0.0.2:{port}/latest/meta-data/"), {"blocked_address"}),
        "/to/metadata-decimal": (redirect(f"http://2130706434:{port}/latest/meta-data/"), {"blocked_address"}),
        "/to/metadata-short": (redirect(f"http://127.2:{port}/latest/meta-data/"), {"blocked_address"}),
        "/to/metadata-mapped": (redirect(f"http://[::ffff:127.0.0.2]:{port}/latest/"), {"blocked_address"}),
        "/to/metadata-nat64": (redirect(f"http://[64:ff9b::7f00:2]:{port}/latest/"), {"blocked_address"}),
        "/to/metadata-6to4": (redirect(f"http://[2002:7f00:2::]:{port}/latest/"), {"blocked_address"}),
        "/to/metadata-name": (redirect(f"http://metadata.localhost:{port}/latest/"), {"blocked_address"}),
        "/to/metadata-wide": (
            redirect(f"http://127。0。0。2:{port}/latest/".encode().decode("latin-1")),
            {"blocked_address", "bad_redirect"},
        ),
        "/to/metadata-chain": (redirect("/to/metadata-name"), {"blocked_address"}),
        "/to/line-break": (
            Raw(b"HTTP/1.1 302 Found\r\nLocation: /plain/0%0d%0aX-A: 1\r\n\r\n"),
            {"connection", "gone", "truncated", "same_article"},
        ),
        "/to/file": (redirect("file:///etc/passwd"), bad),
        "/to/data": (redirect("data:text/html,<h1>x</h1>"), bad),
        "/to/ftp": (redirect("ftp://127.0.0.1/x"), bad),
        "/to/script": (redirect("javascript:alert(1)"), bad),
        "/to/user": (redirect(f"http://good@127.0.0.1:{port}/plain/0"), bad),
        "/to/backslash": (redirect(f"http://127.0.0.1:{port}\\@127.0.0.2/"), bad),
        "/to/open-bracket": (redirect("http://[::1"), bad),
        "/to/slash-in-host": (redirect(f"http://127.0.0.1%2F%23@127.0.0.2:{port}/"), bad),
        "/to/nowhere": (redirect(""), bad),
        "/to/long": (redirect("/plain/0?" + "a" * 60_000), bad),
        "/to/itself": (redirect("/to/itself"), bad),
        "/to/ping": (redirect("/to/pong"), bad),
        "/to/deep": (lambda hit: redirect(hit.path + "x"), bad),
        "/to/growing": (lambda hit: redirect(f"/to/growing?s={'s' * len(hit.path)}"), bad),
    }


def serve(site: Site) -> dict[str, set[str]]:
    """Put all of it on a site, with a sitemap of it; returns the reasons by path, an empty set for what is stored."""
    traps = rejected() | redirects(site.port)
    site.answers |= healthy() | {path: answer for path, (answer, _) in traps.items()}
    site.answers["/to/pong"] = redirect("/to/ping")
    for step in range(1, 30):
        site.answers["/to/deep" + "x" * step] = site.answers["/to/deep"]
    wanted = {path: set() for path in healthy()} | {path: reasons for path, (_, reasons) in traps.items()}
    locations = "".join(f"<url><loc>http://127.0.0.1:{site.port}{path}</loc></url>" for path in wanted)
    site.answers["/sitemap.xml"] = Reply(f"<urlset>{locations}</urlset>".encode(), headers=[XML])
    return wanted
