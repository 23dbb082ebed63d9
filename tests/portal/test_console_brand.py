"""A brand's desk: staff change its look beside a preview that saves nothing, and its host names with care."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.console.brand.contrast import figures
from portal.console.brand.forms import LookForm
from portal.look import look_of
from tenants.models import AuditEntry, Brand, BrandHost, User
from tenants.scoping import across_tenants
from tests.build import a_brand, a_member, a_tenant
from tests.portal.conftest import Page
from tests.portal.picture_corpus import picture, svgs

pytestmark = pytest.mark.django_db


@pytest.fixture
def brand(db: None) -> Brand:
    return a_brand()


def typed(brand: Brand, **given: object) -> dict[str, object]:
    """What the form has in it, with some of it changed."""
    known = {name: value for name, value in LookForm(instance=brand).initial.items() if value is not None}
    return {**known, **given}


def address(brand: Brand, page: str = "look") -> str:
    return f"/brands/{brand.pk}/{page}/"


def written(brand: Brand) -> list[tuple[dict[str, object], dict[str, object]]]:
    with across_tenants():
        return [(each.before, each.after) for each in AuditEntry.objects.filter(brand=brand).order_by("pk")]


def test_a_look_is_saved_and_written_into_the_audit(staff: Client, brand: Brand) -> None:
    logo = SimpleUploadedFile("logo.png", picture(size=(320, 80)))
    answer = staff.post(address(brand), typed(brand, name="Harbour Post", colour="#0f766e", new_logo=logo))
    assert answer.status_code == 302
    before = brand.name
    brand.refresh_from_db()
    assert (brand.name, brand.colour) == ("Harbour Post", "#0f766e")
    assert default_storage.exists(str(brand.logo.name))
    assert Client(headers={"host": brand.primary_host}).get(look_of(brand).logo).status_code == 200
    [(old, new)] = written(brand)
    assert (old["colour"], new["colour"]) == ("#1f5fbf", "#0f766e")
    assert new["logo"] == "new"
    assert before not in str(new)
    assert staff.post(address(brand), typed(brand, remove_logo="on")).status_code == 302
    brand.refresh_from_db()
    assert not brand.logo


def test_an_svg_is_refused_beside_its_field_and_nothing_is_saved(staff: Client, brand: Brand) -> None:
    file = SimpleUploadedFile("logo.png", dict(svgs())["SVG script"], "image/png")
    page = Page(staff.post(address(brand), typed(brand, name="Other", new_logo=file)).content)
    assert "SVG files can hold programs" in page.prose
    assert page.by_id("id_new_logo_error")
    assert Brand.objects.get(pk=brand.pk).name == brand.name
    assert brand.name in page.prose


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("colour", "red", "six hexadecimal digits"),
        ("terms_url", "javascript:alert(1)", "valid URL"),
        ("support_phone", "call us", "in digits"),
        ("time_zone", "Mars/Olympus", "IANA"),
        ("language", "xx", "not one of the available choices"),
        ("sender_name", "A\nBcc: x@example.com", "one line"),
        ("sign_in_text", "x" * 501, "at most 500"),
        ("name", "Evil\u2028Corp", "one line"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field(
    staff: Client, brand: Brand, field: str, value: str, said: str
) -> None:
    page = Page(staff.post(address(brand), typed(brand, **{field: value})).content)
    assert said in page.prose
    assert page.by_id(f"id_{field}_error")
    assert Brand.objects.filter(pk=brand.pk, **{field: getattr(brand, field)}).exists()


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=30) | st.from_regex(r"#[0-9a-fA-F]{6}.{0,3}"))
def test_a_colour_is_of_the_strict_grammar_or_an_error_of_the_form(brand: Brand, text: str) -> None:
    form = LookForm(typed(brand, colour=text), instance=Brand(pk=brand.pk))
    if form.is_valid():
        assert re.fullmatch(r"#[0-9a-fA-F]{6}", form.cleaned_data["colour"])
    else:
        assert form.errors["colour"]


@pytest.mark.parametrize("what", ["sign-in", "domain", "mail"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_preview_shows_what_is_typed_and_saves_nothing(
    staff: Client, brand: Brand, what: str, scheme: str
) -> None:
    kept = set(default_storage.listdir("brands")[1]) if default_storage.exists("brands") else set()
    logo = SimpleUploadedFile("logo.png", picture(size=(310, 70)))
    draft = typed(brand, name="Draft & Söhne", colour="#ffd400", new_logo=logo, what=what, scheme=scheme)
    answer = staff.post(address(brand, "preview"), draft)
    shown = unescape(unescape(answer.content.decode()))
    assert answer.status_code == 200
    assert "Draft & Söhne" in shown
    assert brand.name not in shown
    assert f'data-scheme="{scheme}"' in shown
    assert "data:image/png;base64," in shown
    if what == "mail":
        assert "waits for its DNS records" in re.sub(r"<dl>.*</dl>", "", shown, flags=re.DOTALL)
        assert ("@media all" in shown) == (scheme == "dark")
    else:
        assert "colour=%23ffd400" in shown
    assert Brand.objects.get(pk=brand.pk).name == brand.name
    assert (set(default_storage.listdir("brands")[1]) if default_storage.exists("brands") else set()) == kept


def test_a_preview_runs_nothing_and_is_framed_by_the_console_alone(staff: Client, brand: Brand) -> None:
    for what in ("sign-in", "mail"):
        answer = staff.get(address(brand, "preview"), {"what": what})
        policy = answer["Content-Security-Policy"]
        assert "frame-ancestors 'self'" in policy
        assert "default-src 'none'" in policy
        assert "script-src" not in policy
        assert answer["X-Frame-Options"] == "SAMEORIGIN"
    desk = staff.get(address(brand))
    assert "frame-src 'self'" in desk["Content-Security-Policy"]
    assert "unsafe-inline" not in desk["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in desk["Content-Security-Policy"]


def test_a_preview_of_a_brand_that_is_served_nowhere_yet_works(staff: Client, brand: Brand) -> None:
    brand.hosts.all().delete()
    brand.logo.name = f"brands/{'0' * 40}.png"
    brand.save()
    for what in ("sign-in", "domain", "mail"):
        assert staff.get(address(brand, "preview"), {"what": what}).status_code == 200


def test_contrast_is_shown_in_figures(staff: Client, brand: Brand) -> None:
    page = Page(staff.get("/brands/contrast/", {"colour": "#ffd400"}).content)
    for figure in figures("#ffd400"):
        assert figure.what in page.prose
        assert figure.ratio >= figure.least
    assert staff.get("/brands/contrast/", {"colour": "red"}).status_code == 422
    assert staff.get("/brands/draft.css", {"colour": "red;}"}).status_code == 404


def test_a_host_name_is_added_and_waits_for_its_record(staff: Client, brand: Brand) -> None:
    assert staff.post(address(brand, "hosts"), {"name": "portal.example.com"}).status_code == 302
    host = BrandHost.objects.get(name="portal.example.com")
    assert host.proven_at is None
    shown = staff.get(address(brand, "hosts")).content.decode()
    assert f"{brand.proof_label}.portal.example.com" in shown
    assert host.proof_token in shown


@pytest.mark.parametrize("name", ["Portal.Example.com", "https://x.example", "console.localhost", "a..b", ""])
def test_what_can_be_no_host_name_of_a_brand_is_refused(staff: Client, brand: Brand, name: str) -> None:
    page = Page(staff.post(address(brand, "hosts"), {"name": name}).content)
    assert page.by_id("id_name_error")
    assert brand.hosts.count() == 1


def test_another_brands_host_name_is_refused(staff: Client, brand: Brand) -> None:
    page = Page(staff.post(address(brand, "hosts"), {"name": a_brand().primary_host}).content)
    assert "already exists" in page.prose


def test_links_lead_to_a_proven_host_name_only(staff: Client, brand: Brand) -> None:
    unproven = BrandHost.objects.create(brand=brand, name="new.example.com")
    proven = BrandHost.objects.create(brand=brand, name=f"second-{brand.pk}.localhost")
    staff.post(address(brand, f"hosts/{unproven.pk}/primary"))
    assert Brand.objects.get(pk=brand.pk).primary_host != unproven.name
    staff.post(address(brand, f"hosts/{proven.pk}/primary"))
    assert Brand.objects.get(pk=brand.pk).primary_host == proven.name


def test_the_primary_host_name_stays_and_another_can_go(staff: Client, brand: Brand) -> None:
    other = BrandHost.objects.create(brand=brand, name=f"second-{brand.pk}.localhost")
    primary = brand.hosts.get(is_primary=True)
    for host in (primary, other):
        staff.post(address(brand, f"hosts/{host.pk}/remove"))
    assert list(brand.hosts.all()) == [primary]


def test_a_host_of_another_brand_is_not_there(staff: Client, brand: Brand) -> None:
    theirs = a_brand().hosts.get()
    for verb in ("check", "primary", "remove"):
        assert staff.post(address(brand, f"hosts/{theirs.pk}/{verb}")).status_code == 404


def test_the_desk_is_for_staff_who_may_change_brands(brand: Brand) -> None:
    looking_on = User.objects.create_user("on@example.com", "a-long-password", is_staff=True)
    for user, status in ((looking_on, 403), (a_member(a_tenant(brand)), 302), (None, 302)):
        client = Client(headers={"host": "console.localhost"})
        if user:
            client.force_login(user)
        for page in ("look", "hosts", "preview"):
            assert client.get(address(brand, page)).status_code == status, (user, page)
