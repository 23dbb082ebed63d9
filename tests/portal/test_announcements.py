"""What a brand announces stands on its customers' pages while its time lasts, costs no query, and is put away by each."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tenants.models import Announcement, AuditEntry, Brand, Tenant, User
from tenants.roles import Role
from tenants.scoping import across_tenants
from tests.build import a_brand, a_tenant
from tests.portal.conftest import Page

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
HOSTILE = "<script>alert(1)</script> {{ 7 }}"


def announce(
    brand: Brand, text: str = "We move house.", *, begins: timedelta = -HOUR, **given: object
) -> Announcement:
    now = timezone.now()
    values = {"shows_from": now + begins, "shows_until": now + begins + 2 * HOUR, **given}
    return Announcement.objects.create(brand=brand, text=text, **values)


def prose(client: Client, path: str = "/") -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return Page(answer.content).prose


def put_away(client: Client, announcement: Announcement, page: str = "/team/") -> str:
    answer = client.post(f"/announcements/{announcement.pk}/put-away/", {"next": page})
    return str(answer.headers.get("Location", answer.status_code))


def test_it_stands_on_every_page_while_its_time_lasts(owner: Client, home: Tenant) -> None:
    announce(home.brand)
    announce(home.brand, "It is over.", begins=-3 * HOUR)
    announce(home.brand, "It will be.", begins=HOUR)
    announce(a_brand(), "Another brand's.")
    for path in ("/", "/team/", "/profile/"):
        said = prose(owner, path)
        assert "Planned maintenance" in said
        assert "We move house." in said
        assert not any(each in said for each in ("It is over.", "It will be.", "Another brand's."))


def test_who_is_not_signed_in_sees_none(home: Tenant) -> None:
    announce(home.brand)
    assert "We move house." not in prose(Client(headers={"host": home.brand.primary_host}), "/login/")


def test_it_costs_no_query(owner: Client, home: Tenant) -> None:
    owner.get("/")
    with CaptureQueriesContext(connection) as without:
        owner.get("/")
    for n in range(3):
        announce(home.brand, f"Number {n}.")
    with CaptureQueriesContext(connection) as with_three:
        assert "Number 2." in prose(owner)
    assert len(with_three) == len(without)


def test_each_person_puts_it_away_on_all_of_their_devices(
    sign_in: Callable[[Role], Client], home: Tenant
) -> None:
    member, other = sign_in(Role.VIEWER), sign_in(Role.VIEWER)
    announcement = announce(home.brand)
    assert put_away(member, announcement) == "/team/"
    assert "We move house." not in prose(member)
    assert "We move house." in prose(other)
    device = Client(headers={"host": home.brand.primary_host})
    device.force_login(User.objects.get(pk=member.session["_auth_user_id"]))
    assert "We move house." not in prose(device)


def test_what_is_over_is_not_remembered(owner: Client, home: Tenant) -> None:
    first, second = announce(home.brand), announce(home.brand, "Another.")
    put_away(owner, first)
    Announcement.objects.filter(pk=first.pk).update(shows_until=timezone.now())
    put_away(owner, second)
    assert User.objects.get(pk=owner.session["_auth_user_id"]).put_away == [second.pk]


def test_what_is_another_brands_or_not_shown_can_t_be_put_away(owner: Client, home: Tenant) -> None:
    for each in (announce(a_brand()), announce(home.brand, begins=HOUR)):
        assert put_away(owner, each) == "404"
    assert put_away(owner, announce(home.brand), "https://elsewhere.example/") == "/"


def test_it_speaks_the_readers_language_where_it_can(owner: Client, home: Tenant) -> None:
    announce(home.brand, others={"de": "Wir ziehen um."})
    for language, said in {"": "We move house.", "de": "Wir ziehen um.", "es": "We move house."}.items():
        User.objects.filter(pk=owner.session["_auth_user_id"]).update(language=language)
        assert said in prose(owner)


def test_what_is_written_stays_text(owner: Client, home: Tenant) -> None:
    announce(home.brand, HOSTILE, others={"en": HOSTILE})
    page = owner.get("/")
    assert "<script>alert" not in page.content.decode()
    assert HOSTILE in Page(page.content).prose


# --- The console ---


def page(name: str, *args: object) -> str:
    return reverse(f"admin:tenants_announcement_{name}", args=args, urlconf="portal.console.urls")


def written(brand: Brand, **given: str) -> dict[str, str]:
    now = timezone.now()
    moments = {"shows_from": now - HOUR, "shows_until": now + HOUR}
    split = {
        f"{name}_{n}": f"{at:%Y-%m-%d %H:%M:%S}".split()[n] for name, at in moments.items() for n in (0, 1)
    }
    return {"brand": str(brand.pk), "kind": "trouble", "text": "Mail is late.", **split, **given}


def test_staff_write_one_and_customers_see_it(staff: Client, owner: Client, home: Tenant) -> None:
    answer = staff.post(page("add"), written(home.brand, in_de=" Post ist spät. "))
    assert answer.status_code == 302, Page(answer.content).prose
    assert Announcement.objects.get().others == {"de": "Post ist spät."}
    with across_tenants():
        assert AuditEntry.objects.get(action="row_added").target_kind == "announcement"
    assert "Trouble Mail is late." in " ".join(prose(owner).split())


@pytest.mark.parametrize(
    "wrong", [{"text": ""}, {"text": "x" * 501}, {"shows_until_0": "2001-01-01"}, {"in_es": "x" * 501}]
)
def test_what_can_t_be_shown_is_refused(staff: Client, home: Tenant, wrong: dict[str, str]) -> None:
    assert staff.post(page("add"), written(home.brand, **wrong)).status_code == 200
    assert not Announcement.objects.exists()


def test_the_preview_shows_it_in_the_brands_look_and_each_language(staff: Client, home: Tenant) -> None:
    made = announce(home.brand, HOSTILE, begins=HOUR, others={"de": "Wir ziehen um."})
    form = staff.get(page("change", made.pk))
    frames = [attrs["src"] or "" for tag, attrs in Page(form.content).elements if tag == "iframe"]
    assert len(frames) == 4
    assert "frame-src 'self'" in form["Content-Security-Policy"]
    shown = [staff.get(each) for each in frames]
    assert all(each.status_code == 200 for each in shown)
    assert [HOSTILE in Page(each.content).prose for each in shown] == [True, True, False, False]
    assert "Wir ziehen um." in Page(shown[2].content).prose
    assert "<script>alert" not in shown[0].content.decode()


def test_a_brands_staff_announce_for_no_other(home: Tenant) -> None:
    made, mine = announce(a_tenant().brand), announce(home.brand)
    helper = User.objects.create_user("helper@example.com", None, is_staff=True, brand=home.brand)
    client = Client(headers={"host": "console.localhost"})
    client.force_login(helper)
    answers = {
        each: client.get(reverse("announcement_preview", args=[each.pk], urlconf="portal.console.urls"))
        for each in (made, mine)
    }
    assert [answers[each].status_code for each in (made, mine)] == [404, 200]
    assert client.post(page("add"), written(made.brand)).status_code == 200
    assert client.post(page("add"), written(home.brand)).status_code == 302
