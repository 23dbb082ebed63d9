"""Pages and mails speak a brand's language, and tell the time of its place."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.test import Client
from django.utils import timezone, translation

from portal.letters import letter
from portal.locality import at_home
from portal.mail import Told
from portal.words import Words
from tenants.models import Brand, Tenant
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
