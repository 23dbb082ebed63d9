"""A mail in the brand's name: nothing that people type gets into its headers, and its HTML loads nothing."""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from pytest_django.fixtures import Settings

from portal.letters import letter, one_line
from portal.words import Words
from tenants.models import Brand
from tests.build import a_brand

pytestmark = pytest.mark.django_db

ENDS_OF_LINES = ["\r\n", "\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029", "\x00", "\x1c"]


def written(brand: Brand, title: str = "Hello", to: str = "person@example.com") -> EmailMessage:
    words = Words(title, "A sentence.", "An advice.")
    context = {"words": words, "address": "https://portal.test/"}
    sent = letter(brand, to, "team_news", context).message().as_bytes()
    read: EmailMessage = message_from_bytes(sent, policy=policy.default)
    return read


@pytest.mark.parametrize("end", ENDS_OF_LINES, ids=ascii)
def test_no_character_adds_a_header(end: str) -> None:
    brand = a_brand()
    brand.name = f"Brand{end}Bcc: victim@example.com"
    brand.support_email = f"help@example.com{end}Bcc: victim@example.com"
    message = written(brand, f"Title{end}Bcc: victim@example.com", f"person@example.com{end}")
    assert message["Bcc"] is None
    assert message["Subject"].startswith("Title")
    assert message["To"] == "person@example.com"


def test_the_direction_of_writing_is_not_turned_in_a_header() -> None:
    assert one_line("Bank \u202emoc.elpmaxe") == "Bank moc.elpmaxe"


def test_markup_in_a_name_is_text() -> None:
    brand = a_brand()
    brand.name = "<img src=x>"
    html = written(brand, "<script>alert(1)</script>").get_body(("html",))
    assert html
    assert "<script>" not in html.get_content()
    assert "<img" not in html.get_content()
    assert "&lt;script&gt;" in html.get_content()


def test_it_is_sent_by_the_brand_and_answered_to_its_support(settings: Settings) -> None:
    settings.DEFAULT_FROM_EMAIL = "Some house <mail@sender.test>"
    brand = a_brand()
    message = written(brand)
    assert message["From"] == f"{brand.name} <mail@sender.test>"
    assert message["Reply-To"] == brand.support_email
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Message-ID"].endswith("@sender.test>")


def test_its_html_loads_nothing_from_anywhere() -> None:
    html = written(a_brand()).get_body(("html",))
    assert html
    assert not re.search(r"<(img|link|script|iframe)|url\(|@import|src=", html.get_content())


def test_text_and_html_say_the_same() -> None:
    message = written(a_brand(), "Title & more")
    for kind, title in (("plain", None), ("html", "Title &amp; more")):
        body = message.get_body((kind,))
        assert body
        text = body.get_content()
        assert all(
            part in text for part in (title or "", "A sentence.", "An advice.", "https://portal.test/")
        )
