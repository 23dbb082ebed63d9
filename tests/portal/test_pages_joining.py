"""The invitation's link: who gets in by it, what the mail says, and how every other try is answered."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.test import Client
from django.utils import timezone

from tenants import invitations
from tenants.models import Invitation, Membership, Tenant, User
from tenants.roles import Role
from tenants.scoping import across_tenants
from tests.build import PASSWORD, a_brand, a_member, a_tenant
from tests.tenants.racing import together

pytestmark = pytest.mark.django_db

EMAIL = "eve@example.com"
NEW = {"name": "Eve Example", "password": "three-random-words"}
SECRETS = re.compile(rb'name="csrfmiddlewaretoken" value="\w+"|/invitations/[\w-]+/|\?v=\w+')


@pytest.fixture
def inviter(home: Tenant) -> User:
    return a_member(home, password=None)


@pytest.fixture
def path(home: Tenant, inviter: User) -> str:
    """Read from the mail, as the person does."""
    client = Client(headers={"host": home.brand.primary_host})
    client.force_login(inviter)
    assert client.post("/team/invite/", {"email": EMAIL, "role": "member"}).status_code == 302
    return link_in(mail.outbox[-1].body, home)


def link_in(body: object, home: Tenant) -> str:
    found: str
    [found] = re.findall(rf"https?://{home.brand.primary_host}(?::\d+)?(/invitations/[\w-]+/)", str(body))
    return found


def visitor(home: Tenant, person: User | None = None) -> Client:
    client = Client(headers={"host": home.brand.primary_host})
    if person:
        client.force_login(person)
    return client


def eve(password: str | None = None) -> User:
    return User.objects.create_user(EMAIL, password)


def roles_of_eve() -> list[tuple[str, str]]:
    return list(Membership.objects.filter(user__email=EMAIL).values_list("tenant__name", "role"))


def test_the_mail_says_who_invites_where_to_as_what_and_for_how_long(
    home: Tenant, inviter: User, path: str
) -> None:
    [sent] = mail.outbox
    assert isinstance(sent, EmailMultiAlternatives)
    html = str(sent.alternatives[0][0])
    assert sent.to == [EMAIL]
    assert sent.subject == f"Join {home.name}"
    for body in (str(sent.body), html):
        for said in (inviter.email, home.name, home.brand.name, "Your role: Member", "works once", path):
            assert said in body


def test_a_new_person_chooses_name_and_password_and_is_in(home: Tenant, path: str) -> None:
    client = visitor(home)
    page = client.get(path)
    assert EMAIL in page.content.decode()
    assert "noindex" in page["X-Robots-Tag"]
    forged = {**NEW, "email": "mallory@example.com", "role": "owner", "is_staff": "on", "tenant": "1"}
    answer = client.post(path, forged, follow=True)
    assert f"Welcome to {home.name}" in answer.content.decode()
    person = User.objects.get(email=EMAIL)
    assert (person.name, person.is_staff, person.check_password(NEW["password"])) == (
        "Eve Example",
        False,
        True,
    )
    assert roles_of_eve() == [(home.name, "member")]
    assert not User.objects.filter(email="mallory@example.com").exists()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"name": "", "password": "three-random-words"}, "required"),
        ({"name": "\u202e \n", "password": "three-random-words"}, "write your name"),
        ({"name": "Eve", "password": "short"}, "too short"),
        ({"name": "Eve", "password": "eve@example.com"}, "too similar"),
        ({"name": "Eve", "password": "password123"}, "too common"),
    ],
)
def test_what_is_wrong_is_said_and_the_link_still_works(
    home: Tenant, path: str, typed: dict[str, str], said: str
) -> None:
    client = visitor(home)
    page = client.post(path, typed)
    assert page.status_code == 200
    assert said in page.content.decode()
    assert not User.objects.filter(email=EMAIL).exists()
    assert client.get(path).status_code == 200


def test_a_person_of_another_brand_signs_in_and_accepts(home: Tenant, path: str) -> None:
    person = a_member(a_tenant(a_brand()))
    User.objects.filter(pk=person.pk).update(email=EMAIL)
    client = visitor(home)
    page = client.get(path).content.decode()
    assert "Choose a password" not in page
    assert f"/login/?next={path}" in page
    assert client.post(path, NEW).status_code == 200
    assert roles_of_eve()[1:] == []
    answer = client.post("/login/", {"login": EMAIL, "password": PASSWORD, "next": path})
    assert answer["location"] == path
    assert "Join the team" in client.get(path).content.decode()
    assert f"Welcome to {home.name}" in client.post(path, follow=True).content.decode()
    assert (home.name, "member") in roles_of_eve()


def test_an_account_that_is_invited_nowhere_here_can_still_not_sign_in(home: Tenant, path: str) -> None:
    stranger = a_member(a_tenant(a_brand()))
    client = visitor(home)
    assert client.post("/login/", {"login": stranger.email, "password": PASSWORD}).status_code == 200
    assert "_auth_user_id" not in client.session


def test_whoever_signs_in_without_having_joined_is_told_to_open_the_link(home: Tenant, path: str) -> None:
    client = visitor(home, eve())
    answer = client.get("/", follow=True)
    assert answer.status_code == 403
    assert "Open the link in the mail" in answer.content.decode()
    client.post(path)
    assert client.get("/").status_code == 200


def test_a_member_of_another_tenant_joins_and_is_taken_there(home: Tenant, path: str) -> None:
    other = a_tenant(home.brand)
    person = eve()
    Membership.objects.create(user=person, tenant=other, role=Role.OWNER)
    client = visitor(home, person)
    client.post(path)
    page = client.get("/").content.decode()
    assert f"Account: {home.name}" in page


REFUSED: dict[str, Callable[[Tenant, User, str], Client | None]] = {}


def refused(
    make: Callable[[Tenant, User, str], Client | None],
) -> Callable[[Tenant, User, str], Client | None]:
    """A way to spoil the link; it returns the browser to try with, if it is not a stranger's on the brand's site."""
    REFUSED[make.__name__] = make
    return make


def the_row() -> Invitation:
    with across_tenants():
        return Invitation.objects.select_related("tenant").get()


@refused
def used(home: Tenant, inviter: User, path: str) -> None:
    visitor(home).post(path, NEW)


@refused
def revoked(home: Tenant, inviter: User, path: str) -> None:
    invitations.revoke(the_row(), by=inviter)


@refused
def sent_again(home: Tenant, inviter: User, path: str) -> None:
    invitations.renew(the_row(), by=inviter)


@refused
def expired(home: Tenant, inviter: User, path: str) -> None:
    past = timezone.now() - timedelta(days=8)
    with across_tenants():
        Invitation.objects.update(created_at=past, expires_at=past + timedelta(days=7))


@refused
def inviter_gone(home: Tenant, inviter: User, path: str) -> None:
    Membership.objects.filter(user=inviter).delete()


@refused
def address_changed(home: Tenant, inviter: User, path: str) -> None:
    with across_tenants():
        Invitation.objects.update(known_as=eve())
    User.objects.filter(email=EMAIL).update(email="evelyn@example.com")


@refused
def never_made(home: Tenant, inviter: User, path: str) -> None:
    with across_tenants():
        Invitation.objects.all().delete()


@pytest.mark.parametrize("spoil", REFUSED.values(), ids=REFUSED)
def test_every_link_that_does_not_work_is_answered_in_the_same_words(
    home: Tenant, inviter: User, path: str, spoil: Callable[[Tenant, User, str], None]
) -> None:
    spoil(home, inviter, path)
    people = set(User.objects.values_list("email", flat=True))
    client = visitor(home)
    guessed = client.get("/invitations/guessed/")
    assert "This link does not work any more" in guessed.content.decode()
    for answer in (client.get(path), client.post(path, NEW)):
        assert answer.status_code == guessed.status_code == 404
        assert SECRETS.sub(b"", answer.content) == SECRETS.sub(b"", guessed.content)
    assert set(User.objects.values_list("email", flat=True)) == people


def test_it_is_no_use_on_another_brands_site_or_to_somebody_else(home: Tenant, path: str) -> None:
    other = a_tenant()
    elsewhere, mallory = visitor(other), visitor(home, a_member(a_tenant(home.brand), password=None))
    for client in (elsewhere, mallory):
        guessed = client.get("/invitations/guessed/")
        for answer in (client.get(path), client.post(path, NEW)):
            assert answer.status_code == 404
            assert SECRETS.sub(b"", answer.content) == SECRETS.sub(b"", guessed.content)
            assert home.name not in answer.content.decode()
    assert roles_of_eve() == []
    assert visitor(home).get(path).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_of_twenty_who_fill_in_the_form_at_the_same_instant_one_is_let_in(home: Tenant, path: str) -> None:
    outcomes = together([lambda: visitor(home).post(path, NEW)["location"]] * 20)
    assert outcomes.count("/") == 1
    assert len(roles_of_eve()) == 1
