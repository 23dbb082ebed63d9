"""Pages and mails speak a brand's language, and tell the time of its place."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.test import Client
from django.utils import timezone, translation

from cloudmailin.models import Domain
from portal.letters import letter
from portal.locality import at_home
from portal.mail import Told
from portal.words import Words
from tenants.models import Brand, Tenant, User
from tenants.scoping import within
from tests.build import a_brand, a_domain
from tests.portal.conftest import Page

pytestmark = pytest.mark.django_db


def settle(brand: Brand) -> None:
    Brand.objects.filter(pk=brand.pk).update(language="en-gb", time_zone="Asia/Tokyo")
    brand.refresh_from_db()


def test_a_page_is_in_the_brands_language_and_its_times_are_of_its_zone(owner: Client, home: Tenant) -> None:
    settle(home.brand)
    domain = a_domain(home)
    page = owner.get(f"/domains/{domain.public_id}/").content
    assert b'lang="en-gb"' in page
    assert "JST" in Page(page).prose
    assert " UTC" not in Page(page).prose


def test_another_brand_next_to_it_keeps_its_own(home: Tenant) -> None:
    settle(home.brand)
    assert b'lang="en"' in Client(headers={"host": a_brand().primary_host}).get("/login/").content
    assert translation.get_language() == "en"
    assert timezone.get_current_timezone_name() == "UTC"


def test_a_mail_is_written_at_the_brands_home(home: Tenant) -> None:
    settle(home.brand)
    mail = letter(home.brand, "ada@example.com", "notice", {"told": Told(Words("A"), "https://x.test/")})
    assert 'lang="en-gb"' in str(mail.alternatives[0][0])


def test_it_ends_with_the_block(home: Tenant) -> None:
    settle(home.brand)
    with at_home(home.brand):
        assert timezone.localtime(datetime(2026, 1, 1, tzinfo=UTC)).hour == 9
    assert timezone.localtime(datetime(2026, 1, 1, tzinfo=UTC)).hour == 0


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        ("de-AT,de;q=0.9,en;q=0.5", "de"),
        ("fr,es;q=0.4", "es"),
        ("en-US", "en-gb"),
        ("fr", "en-gb"),
        ("*", "en-gb"),
        ("de;q=x,,;", "en-gb"),
        ("", "en-gb"),
    ],
)
def test_before_sign_in_it_is_what_the_browser_asks_for_else_the_brands(
    home: Tenant, asked: str, given: str
) -> None:
    settle(home.brand)
    answer = Client(headers={"host": home.brand.primary_host}).get(
        "/login/", headers={"accept-language": asked}
    )
    assert f'<html lang="{given}"'.encode() in answer.content
    assert "Accept-Language" in answer.headers["Vary"]


@pytest.mark.parametrize(
    ("language", "word"), [("de", "Domain hinzufügen"), ("es", "Añadir dominio"), ("en", "Add domain")]
)
def test_a_person_chooses_in_the_profile(owner: Client, language: str, word: str) -> None:
    answer = owner.post("/profile/", {"name": "Ada", "language": language}, follow=True)
    assert f'<html lang="{language}"'.encode() in answer.content
    page = owner.get("/domains/add/", headers={"accept-language": "de"}).content.decode()
    assert word in page


def test_staff_for_whom_no_brand_was_chosen_have_a_profile_too() -> None:
    person = User.objects.create_user("new@example.com", None, is_staff=True)
    client = Client(headers={"host": "console.localhost"})
    client.force_login(person)
    assert client.post("/profile/", {"name": "Ada"}).status_code == 302


def test_at_the_console_there_is_a_profile_and_no_choice(staff: Client) -> None:
    User.objects.update(language="de")
    answer = staff.post("/profile/", {"name": "Ada", "language": "es"}, follow=True)
    assert b"Your profile was saved." in answer.content
    assert Page(answer.content).by_id("id_language") is None
    assert list(User.objects.values_list("name", "language")) == [("Ada", "de")]


def test_a_person_chooses_a_time_zone_for_pages_and_mails(owner: Client, home: Tenant) -> None:
    owner.post("/profile/", {"name": "Ada", "language": "de", "time_zone": "Asia/Tokyo"})
    person = User.objects.get(name="Ada")
    with within(home):
        domain = a_domain(home)
        Domain.objects.filter(pk=domain.pk).update(checked_at=datetime(2026, 6, 30, 20, 5, tzinfo=UTC))
    assert "1. Jul 2026, 05:05 JST" in owner.get(f"/domains/{domain.public_id}/").content.decode()
    invitation = {
        "tenant": home.name,
        "role": "",
        "address": "",
        "expires_at": datetime(2026, 6, 30, 20, 5, tzinfo=UTC),
    }
    assert "05:05 JST" in letter(home.brand, person.email, "invitation", invitation).body


def test_a_time_zone_that_is_none_is_refused_beside_the_field(owner: Client) -> None:
    answer = owner.post("/profile/", {"name": "Ada", "time_zone": "Mars/Olympus_Mons"})
    assert Page(answer.content).by_id("id_time_zone_error") is not None
    assert not User.objects.exclude(time_zone="").exists()


def test_a_language_that_is_none_of_ours_is_refused_beside_the_field(owner: Client) -> None:
    answer = owner.post("/profile/", {"name": "Ada", "language": "xx"})
    assert not User.objects.exclude(language="").exists()
    assert b"xx is not one of the available choices" in answer.content


def test_a_mail_is_in_the_readers_language_and_else_in_that_of_the_page_that_asked(home: Tenant) -> None:
    User.objects.create_user("ada@example.com", language="de")
    given = {"code": "123456"}

    def subject(to: str, asked_in: str = "") -> str:
        return str(letter(home.brand, to, "login_code", given, asked_in=asked_in).subject)

    assert subject("Ada@example.com", "es") == f"Ihr Code für {home.brand.name}"
    assert subject("bob@example.com", "es") == f"Su código para {home.brand.name}"
    assert subject("bob@example.com") == f"Your code for {home.brand.name}"


def test_the_steps_at_a_dns_host_are_in_the_readers_language(owner: Client, home: Tenant) -> None:
    with within(home):
        domain = a_domain(home)
    page = owner.get(f"/domains/{domain.public_id}/", headers={"accept-language": "de"}).content.decode()
    assert "Fügen Sie einen neuen Eintrag hinzu und wählen Sie den Typ MX." in page
    assert (
        "Im Feld „Wert“, das auch „Inhalt“, „Daten“, „Ziel“ oder „Zeigt auf“ heißen kann, fügen Sie" in page
    )
