"""The brand's own files: colours, logos, icons and the manifest, on the brand's hosts alone."""

from __future__ import annotations

import json
from hashlib import sha256
from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from PIL import Image

from portal.look import look_of
from portal.pictures import LOGO, redrawn
from tenants.models import Brand
from tests.build import a_brand
from tests.portal.conftest import Page
from tests.portal.picture_corpus import picture

pytestmark = pytest.mark.django_db


@pytest.fixture
def brand(db: None) -> Brand:
    return a_brand()


def browser(brand: Brand) -> Client:
    return Client(headers={"host": brand.primary_host})


def stored(size: tuple[int, int] = (320, 80)) -> str:
    data = redrawn(picture(size=size), LOGO)
    name = f"brands/{sha256(data).hexdigest()[:40]}.png"
    if not default_storage.exists(name):
        default_storage.save(name, ContentFile(data))
    return name


def pixels(answer: bytes) -> Image.Image:
    return Image.open(BytesIO(answer)).convert("RGBA")


def test_a_logo_is_served_as_a_picture_and_nothing_else_for_as_long_as_it_is_worn(brand: Brand) -> None:
    brand.logo.name = stored()
    brand.save()
    answer = browser(brand).get(look_of(brand).logo)
    assert answer.status_code == 200
    assert pixels(answer.content).size == (320, 80)
    assert answer["Content-Type"] == "image/png"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "script-src" not in answer["Content-Security-Policy"]
    assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
    assert not answer.cookies


def test_another_brands_logo_is_not_there(brand: Brand) -> None:
    brand.logo.name = stored()
    brand.save()
    assert browser(a_brand()).get(look_of(brand).logo).status_code == 404


def test_a_logo_that_the_storage_has_lost_is_not_there_and_breaks_no_page(brand: Brand) -> None:
    brand.logo.name = brand.favicon.name = f"brands/{'0' * 40}.png"
    brand.save()
    assert browser(brand).get(look_of(brand).logo).status_code == 404
    assert browser(brand).get(look_of(brand).icon).status_code == 200
    assert browser(brand).get("/login/").status_code == 200


@pytest.mark.parametrize(
    "path", ["/brand/..%2f..%2fsecret.png", "/brand/" + "g" * 40 + ".png", "/brand/x/9.png"]
)
def test_no_other_file_is_there(brand: Brand, path: str) -> None:
    assert browser(brand).get(path).status_code == 404


@pytest.mark.parametrize(
    ("name", "kind"),
    [("Brand", kind) for kind in ("16", "48", "180", "192", "512", "mask")]
    + [(name, "32") for name in ("Ökopost", "  ünder", "日本", "¿", "🐦")],
)
def test_without_pictures_every_icon_is_a_mark_in_the_brands_colour(
    brand: Brand, name: str, kind: str
) -> None:
    brand.name, brand.colour = name, "#0f766e"
    brand.save()
    icon = pixels(browser(brand).get(look_of(brand).icon.replace("/32.", f"/{kind}.")).content)
    assert icon.size == (int(kind.replace("mask", "512")),) * 2
    assert icon.getpixel((icon.width // 2, 1)) == (0x0F, 0x76, 0x6E, 255)
    is_full = icon.getpixel((0, 0))[3] == 255  # type: ignore[index]
    assert is_full == (kind in ("180", "mask"))
    assert len(icon.crop((4, 4, icon.width - 4, icon.height - 4)).getcolors(1 << 18) or ()) > 1


@pytest.mark.parametrize("field", ["favicon", "logo"])
def test_a_favicon_makes_the_icons_and_so_does_a_square_logo(brand: Brand, field: str) -> None:
    marked = look_of(brand).icon
    getattr(brand, field).name = stored((100, 100))
    brand.save()
    assert look_of(brand).icon != marked
    icon = pixels(browser(brand).get(look_of(brand).icon).content)
    assert icon.getpixel((16, 1)) != (0x1F, 0x5F, 0xBF, 255)


def test_an_icon_of_yesterday_shows_what_is_worn_today_and_is_not_kept(brand: Brand) -> None:
    yesterday = look_of(brand).icon
    brand.colour = "#0f766e"
    brand.save()
    answer = browser(brand).get(yesterday)
    assert answer["Cache-Control"] == "no-cache"
    assert answer.content == browser(brand).get(look_of(brand).icon).content


def test_browsers_that_ask_for_favicon_ico_get_the_brands(brand: Brand) -> None:
    answer = browser(brand).get("/favicon.ico")
    assert answer["Content-Type"] == "image/x-icon"
    assert Image.open(BytesIO(answer.content)).info["sizes"] == {(16, 16), (32, 32), (48, 48)}


def test_the_manifest_names_the_brand_and_its_icons_are_there(brand: Brand) -> None:
    answer = browser(brand).get("/site.webmanifest")
    assert answer["Content-Type"] == "application/manifest+json"
    manifest = json.loads(answer.content)
    assert (manifest["name"], manifest["theme_color"]) == (brand.name, brand.colour)
    assert {each["purpose"] for each in manifest["icons"]} == {"any", "maskable"}
    for each in manifest["icons"]:
        size = pixels(browser(brand).get(each["src"]).content).size
        assert each["sizes"] == f"{size[0]}x{size[1]}"


def test_every_page_points_at_the_brands_files_and_they_are_there(brand: Brand) -> None:
    brand.logo.name, brand.logo_dark.name = stored(), stored((300, 90))
    brand.terms_url = "https://example.com/terms"
    brand.save()
    page = Page(browser(brand).get("/login/").content)
    links = [attrs["href"] for tag, attrs in page.elements if tag == "link"]
    pictures = [attrs["src"] for tag, attrs in page.elements if tag == "img"]
    assert len(pictures) == 2
    for path in [*links, *pictures]:
        if path and not path.startswith("/static/"):
            assert browser(brand).get(path).status_code == 200
    assert all(attrs.get("alt") == brand.name for tag, attrs in page.elements if tag == "img")
    assert "https://example.com/terms" in page.having("href")
