"""A picture that is handed in is drawn anew or refused: nothing but pixels comes through."""

from __future__ import annotations

import struct
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops

from portal.pictures import LOGO, UnusablePicture, redrawn
from tests.portal.picture_corpus import CANARY, picture, polyglots, svgs, unreadable

SVGS, UNREADABLE, POLYGLOTS = list(svgs()), list(unreadable()), list(polyglots())


def named(corpus: list[tuple[str, bytes]]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("data", [each for _, each in corpus], ids=[name for name, _ in corpus])


def chunks(png: bytes) -> list[bytes]:
    at, found = 8, []
    while at < len(png):
        (size,) = struct.unpack(">I", png[at : at + 4])
        found.append(png[at + 4 : at + 8])
        at += 12 + size
    assert at == len(png)
    return found


def is_clean(png: bytes) -> bool:
    """Nothing is there but a head, pixels and an end; and no word of what was brought along."""
    return set(chunks(png)) == {b"IHDR", b"IDAT", b"IEND"} and CANARY not in png and b"script" not in png


def test_the_corpus_is_large() -> None:
    assert len(SVGS) >= 60
    assert len(UNREADABLE) + len(POLYGLOTS) >= 60


@named(SVGS)
def test_svg_is_refused_whatever_it_holds(data: bytes) -> None:
    with pytest.raises(UnusablePicture):
        redrawn(data, LOGO)


def test_who_hands_in_an_svg_reads_what_to_do() -> None:
    with pytest.raises(UnusablePicture, match="Export it as PNG"):
        redrawn(dict(SVGS)["SVG text alone"], LOGO)


@named(UNREADABLE)
def test_what_is_no_whole_picture_is_refused(data: bytes) -> None:
    with pytest.raises(UnusablePicture):
        redrawn(data, LOGO)


@named(POLYGLOTS)
def test_of_a_file_of_two_kinds_the_picture_alone_is_kept(data: bytes) -> None:
    made = redrawn(data, LOGO)
    assert is_clean(made)
    assert Image.open(BytesIO(made)).mode == "RGBA"


def test_the_pixels_are_those_that_were_sent() -> None:
    sent = picture()
    made = Image.open(BytesIO(redrawn(sent, LOGO))).convert("RGB")
    assert ImageChops.difference(made, Image.open(BytesIO(sent))).getbbox() is None


def test_a_photograph_taken_upright_stands_upright() -> None:
    made = redrawn(dict(POLYGLOTS)["JPEG with EXIF"], LOGO)
    assert Image.open(BytesIO(made)).size == (48, 64)


def test_a_large_picture_is_made_to_fit() -> None:
    made = Image.open(BytesIO(redrawn(picture(size=(1600, 400)), LOGO)))
    assert made.size == (640, 160)


@settings(max_examples=150)
@given(st.sampled_from(["PNG", "JPEG", "WEBP"]), st.integers(0, 10_000), st.binary(max_size=40))
def test_a_damaged_file_is_refused_or_gives_a_clean_picture(format: str, at: int, damage: bytes) -> None:
    sent = bytearray(picture(format, (32, 24)))
    at %= len(sent)
    sent[at : at + len(damage)] = damage
    try:
        made = redrawn(bytes(sent), LOGO)
    except UnusablePicture:
        return
    assert set(chunks(made)) == {b"IHDR", b"IDAT", b"IEND"}
