"""Every page, file and mail of a brand wears that brand, and names neither another one nor the mail service."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RoutePattern

from cloudmailin.models import DomainEvent
from portal import notices
from portal.letters import letter
from portal.mail import Told
from portal.notices import NOTICES
from portal.words import Words
from tenants.models import Brand, BrandHost, Tenant
from tenants.scoping import across_tenants
from tests.build import a_brand, a_domain, a_member, a_tenant
from tests.portal.conftest import Page

pytestmark = pytest.mark.django_db

NAMES = ("Quokka Mail", "Zebrafish Post")
SERVICE = re.compile(r"cloudmailin|cloudmta", re.IGNORECASE)
SAMPLES = {"int": "1", "str": "sample", "slug": "sample"}


def called(name: str) -> Brand:
    """A brand that is told by every word of it."""
    word = name.split()[0].lower()
    brand = a_brand()
    Brand.objects.filter(pk=brand.pk).update(
        name=name, slug=word, support_email=f"help@{word}.test", proof_label=f"_{word}"
    )
    BrandHost.objects.filter(brand=brand).update(name=f"{word}.localhost")
    return Brand.objects.get(pk=brand.pk)


def routes(resolver: URLResolver, before: str = "") -> Iterator[str]:
    for each in resolver.url_patterns:
        if not isinstance(each.pattern, RoutePattern):
            continue
        path = before + str(each.pattern)
        if isinstance(each, URLPattern):
            yield path
        else:
            yield from routes(each, path)


def paths(domain_id: str) -> set[str]:
    """Of every route, with a domain's id where it wants one."""

    def value(match: re.Match[str]) -> str:
        kind = match[1] or "str"
        return SAMPLES.get(kind, domain_id)

    found = {"/" + re.sub(r"<(?:(\w+):)?\w+>", value, each) for each in routes(get_resolver("portal.urls"))}
    return {*found, "/no/such/page", "/favicon.ico"}


@pytest.fixture
def pair(db: None) -> list[Tenant]:
    """A customer of either brand, with a domain each."""
    return [a_tenant(called(name)) for name in NAMES]


@pytest.mark.parametrize("mine", [0, 1], ids=NAMES)
@pytest.mark.parametrize("signed_in", [True, False], ids=["signed in", "a stranger"])
def test_no_page_names_another_brand_or_the_mail_service(
    pair: list[Tenant], mine: int, signed_in: bool
) -> None:
    home, other = pair[mine], NAMES[1 - mine].split()[0].lower()
    domain = a_domain(home)
    client = Client(headers={"host": home.brand.primary_host}, raise_request_exception=False)
    if signed_in:
        client.force_login(a_member(home))
    statuses = {}
    for path in sorted(paths(str(domain.public_id))):
        answer = client.get(path)
        statuses[path] = answer.status_code
        text = b"".join(answer) if answer.streaming else answer.content
        assert other not in text.decode(errors="replace").lower(), path
        if answer.get("Content-Type", "").startswith("text/html") and text:
            page = Page(text)
            assert not SERVICE.search(page.prose), path
            assert home.brand.name in text.decode() or b"<!doctype" not in text, path
    assert len(statuses) > 40
    assert 500 not in statuses.values(), statuses


def test_a_failure_and_an_unknown_host_name_nobody_else(
    pair: list[Tenant], monkeypatch: pytest.MonkeyPatch
) -> None:
    client = Client(headers={"host": pair[0].brand.primary_host}, raise_request_exception=False)
    monkeypatch.setattr("portal.theme.stylesheet", lambda colour: 1 / 0)
    failed = client.get("/brand.css")
    assert failed.status_code == 500
    assert NAMES[0] in failed.content.decode()
    assert "zebrafish" not in failed.content.decode().lower()
    unknown = Client(headers={"host": "elsewhere.example"}).get("/")
    assert unknown.status_code == 421
    assert not re.search("quokka|zebrafish|cloud|portal", unknown.content.decode(), re.IGNORECASE)


def test_no_mail_of_a_domains_life_names_the_mail_service_or_another_brand(pair: list[Tenant]) -> None:
    domain = a_domain(pair[0])
    with across_tenants():
        for kind, reason in NOTICES:
            event = DomainEvent(domain=domain, tenant=pair[0], kind=kind, detail={"reason": reason})
            words = notices.said(event, "shop.example")
            message = letter(
                pair[0].brand, "ada@example.com", "notice", {"told": Told(words, "https://x.test/")}
            )
            whole = message.message().as_string() + str(message.body) + str(message.alternatives[0][0])
            assert NAMES[0] in whole
            assert str(words.title) in whole
            assert not SERVICE.search(whole), kind
            assert "zebrafish" not in whole.lower()


def test_a_mail_comes_from_the_brands_sender_and_carries_its_logo_and_legal_links(pair: list[Tenant]) -> None:
    brand = pair[0].brand
    brand.sender_name, brand.sender_email = "Quokka Team", "team@quokka.test"
    brand.imprint_url, brand.logo.name = "https://quokka.test/imprint", f"brands/{'a' * 40}.png"
    message = letter(brand, "ada@example.com", "notice", {"told": Told(Words("A"), "https://x.test/")})
    assert message.from_email == "Quokka Team <team@quokka.test>"
    html = str(message.alternatives[0][0])
    assert "//quokka.localhost:" in html or "//quokka.localhost/brand/" in html
    assert "https://quokka.test/imprint" in html
    assert "https://quokka.test/imprint" in str(message.body)


def test_no_template_for_customers_names_the_mail_service() -> None:
    folders = [each for each in (settings.BASE_DIR / "templates").iterdir() if each.name != "console"]
    files = [file for folder in folders for file in Path(folder).rglob("*") if file.is_file()]
    files += [each for each in folders if each.is_file()]
    assert len(files) > 60
    named = [str(file) for file in files if SERVICE.search(re.sub(r"{#.*?#}", "", file.read_text()))]
    assert named == []
