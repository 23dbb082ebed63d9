"""The team's pages: every role against every action, and what each change does at once."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import quote

import pytest
from django.core import mail
from django.test import Client
from pytest_django.fixtures import Settings

from portal.models import ShareLink
from tenants import invitations
from tenants.models import Invitation, Membership, Tenant, User
from tenants.roles import GIVES, Role, may_give
from tenants.scoping import across_tenants, within
from tenants.suspension import suspend
from tests.build import PASSWORD, a_domain, a_member, a_tenant

pytestmark = pytest.mark.django_db

MANAGERS = {Role.OWNER, Role.ADMIN}


def browser(person: User, tenant: Tenant) -> Client:
    client = Client(headers={"host": tenant.brand.primary_host})
    client.force_login(person)
    return client


def place(tenant: Tenant, role: Role) -> Membership:
    """Of somebody new."""
    return Membership.objects.get(user=a_member(tenant, role, password=None), tenant=tenant)


@pytest.fixture
def boss(home: Tenant) -> User:
    """An owner besides, so that no change fails for want of one."""
    return a_member(home, password=None)


def as_role(home: Tenant, role: Role) -> Client:
    return browser(place(home, role).user, home)


def invited(home: Tenant, by: User, role: Role = Role.MEMBER, email: str = "eve@example.com") -> Invitation:
    return invitations.invite(home, email, role, by=by)[0]


def open_invitations() -> list[Invitation]:
    with across_tenants():
        return list(Invitation.objects.filter(accepted_at=None, revoked_at=None))


@pytest.mark.parametrize("role", Role)
def test_everybody_sees_the_team_and_only_managers_its_invitations(
    home: Tenant, boss: User, role: Role
) -> None:
    invited(home, boss)
    page = as_role(home, role).get("/team/").content.decode()
    assert boss.email in page
    assert ("eve@example.com" in page) is (role in MANAGERS)
    assert ("/team/invite/" in page) is (role in MANAGERS)


@pytest.mark.parametrize("role", Role)
def test_each_role_invites_those_it_gives(home: Tenant, boss: User, role: Role) -> None:
    client = as_role(home, role)
    for number, wanted in enumerate(Role):
        posted = {"email": f"p{number}@example.com", "role": wanted}
        answer = client.post("/team/invite/", posted)
        if role not in MANAGERS:
            assert answer.status_code == 403
        else:
            assert answer.status_code == (302 if wanted in GIVES[role] else 200)
    assert {Role(each.role) for each in open_invitations()} == set(GIVES[role])
    assert len(mail.outbox) == len(GIVES[role])


@pytest.mark.parametrize("role", Role)
def test_each_role_sends_again_and_revokes_those_it_gives(home: Tenant, boss: User, role: Role) -> None:
    client = as_role(home, role)
    for number, of in enumerate(Role):
        made = invited(home, boss, of, f"p{number}@example.com")
        expected = 302 if may_give(role, of) else 403
        assert client.post(f"/team/invitations/{made.public_id}/resend/").status_code == expected
        assert client.post(f"/team/invitations/{made.public_id}/revoke/").status_code == expected
    assert {Role(each.role) for each in open_invitations()} == set(Role) - set(GIVES[role])


@pytest.mark.parametrize("role", Role)
def test_each_role_changes_and_removes_those_it_gives(home: Tenant, boss: User, role: Role) -> None:
    client = as_role(home, role)
    for of in Role:
        other, expected = place(home, of), 302 if may_give(role, of) else 403
        assert client.get(f"/team/{other.pk}/").status_code == (200 if expected == 302 else 403)
        assert client.post(f"/team/{other.pk}/", {"role": Role.VIEWER}).status_code == expected
        assert client.post(f"/team/{other.pk}/remove/").status_code == expected
        assert Membership.objects.filter(pk=other.pk).exists() is (expected == 403)


@pytest.mark.parametrize("role", Role)
def test_only_an_owner_hands_over(home: Tenant, boss: User, role: Role) -> None:
    client, heir = as_role(home, role), place(home, Role.MEMBER)
    assert client.post(f"/team/{heir.pk}/hand-over/").status_code == (302 if role is Role.OWNER else 403)
    heir.refresh_from_db()
    assert heir.role == (Role.OWNER if role is Role.OWNER else Role.MEMBER)


def test_handing_over_takes_the_password_again(home: Tenant) -> None:
    owner, heir = a_member(home), place(home, Role.ADMIN)
    path = f"/team/{heir.pk}/hand-over/"
    posted = browser(owner, home).post(path)
    assert posted["location"] == f"/profile/confirm/?next={quote(path, safe='')}"
    heir.refresh_from_db()
    assert heir.role == Role.ADMIN
    client = browser(owner, home)
    asked = client.get(path)["location"]
    confirmed = client.post(asked, {"password": PASSWORD, "next": path}, follow=True)
    assert "Hand the account over" in confirmed.content.decode()
    assert client.post(path)["location"] == "/team/"
    heir.refresh_from_db()
    assert heir.role == Role.OWNER


@pytest.mark.parametrize("role", Role)
def test_each_role_leaves_after_a_question(home: Tenant, boss: User, role: Role) -> None:
    mine = place(home, role)
    client = browser(mine.user, home)
    assert "see nothing of" in client.get("/team/leave/").content.decode()
    assert Membership.objects.filter(pk=mine.pk).exists()
    answer = client.post("/team/leave/", follow=True)
    assert f"You have left {home.name}" in answer.content.decode()
    assert not Membership.objects.filter(pk=mine.pk).exists()
    assert "_auth_user_id" not in client.session


def test_a_role_above_ones_own_is_not_given_by_a_forged_form(home: Tenant, boss: User) -> None:
    client, other = as_role(home, Role.ADMIN), place(home, Role.VIEWER)
    for role in ("owner", "admin", "root", ""):
        assert client.post(f"/team/{other.pk}/", {"role": role}).status_code == 200
    assert client.post("/team/invite/", {"email": "x@example.com", "role": "owner"}).status_code == 200
    other.refresh_from_db()
    assert other.role == Role.VIEWER
    assert open_invitations() == []


def test_the_last_owner_is_told_what_to_do_first(home: Tenant) -> None:
    owner = a_member(home, password=None)
    client = browser(owner, home)
    answer = client.post("/team/leave/", follow=True)
    assert "Make another member an owner first" in answer.content.decode()
    assert Membership.objects.filter(user=owner).exists()


def test_whoever_leaves_one_of_several_tenants_goes_on_in_another(home: Tenant, boss: User) -> None:
    mine, second = place(home, Role.MEMBER), a_tenant(home.brand)
    Membership.objects.create(user=mine.user, tenant=second, role=Role.VIEWER)
    client = browser(mine.user, home)
    assert client.post("/team/leave/", follow=True).status_code == 200
    assert second.name in client.get("/").content.decode()


@pytest.mark.parametrize("is_same_brand", [True, False])
def test_people_and_invitations_of_another_tenant_are_not_there(
    home: Tenant, boss: User, is_same_brand: bool
) -> None:
    elsewhere = a_tenant(home.brand if is_same_brand else None)
    owner = a_member(elsewhere, password=None)
    other, made = place(elsewhere, Role.VIEWER), invited(elsewhere, owner)
    client = browser(boss, home)
    for path in ("", "remove/", "hand-over/"):
        assert client.get(f"/team/{other.pk}/{path}").status_code == 404
        assert client.post(f"/team/{other.pk}/{path}", {"role": "owner"}).status_code == 404
    for path in ("resend/", "revoke/"):
        assert client.post(f"/team/invitations/{made.public_id}/{path}").status_code == 404
    assert len(open_invitations()) == 1


def test_a_removed_member_is_out_at_once_and_so_are_the_links_they_shared(home: Tenant, boss: User) -> None:
    other, domain = place(home, Role.ADMIN), a_domain(home)
    theirs, stranger = browser(other.user, home), Client(headers={"host": home.brand.primary_host})
    html = theirs.post(f"/domains/{domain.public_id}/links/", follow=True).content.decode()
    [shared] = set(re.findall(r"http://[^/\s]+(/shared/[\w-]+/)", html))
    assert stranger.get(shared).status_code == 200
    assert browser(boss, home).post(f"/team/{other.pk}/remove/").status_code == 302
    assert theirs.get("/").status_code == 302
    assert stranger.get(shared).status_code == 404
    with within(home):
        assert ShareLink.objects.count() == 1
    assert "no longer in the team" in mail.outbox[-1].subject
    assert mail.outbox[-1].to == [other.user.email]


def test_a_suspended_tenants_team_is_looked_at_and_left_only(home: Tenant, boss: User) -> None:
    other, made = place(home, Role.VIEWER), invited(home, boss)
    mine = place(home, Role.OWNER)
    client = browser(mine.user, home)
    suspend(home)
    assert client.get("/team/").status_code == 200
    for path in (f"{other.pk}/", f"{other.pk}/remove/", f"{other.pk}/hand-over/", "invite/"):
        assert client.post(f"/team/{path}", {"role": "viewer"}).status_code == 403
    for path in ("resend/", "revoke/"):
        assert client.post(f"/team/invitations/{made.public_id}/{path}").status_code == 403
    assert client.post("/team/leave/").status_code == 302
    assert not Membership.objects.filter(pk=mine.pk).exists()


def test_the_form_says_what_is_wrong_beside_the_field(home: Tenant, boss: User) -> None:
    client = browser(boss, home)
    invited(home, boss)
    for email, said in (
        (boss.email.upper(), "in the team already"),
        ("eve@example.com", "Send it again on the team"),
        ("nobody", "valid email address"),
        ("", "required"),
        ("a@example.com\r\nBcc: b@example.com", "valid email address"),
    ):
        page = client.post("/team/invite/", {"email": email, "role": "viewer"})
        assert page.status_code == 200
        assert said in page.content.decode()
    assert mail.outbox == []


def test_a_mail_server_that_is_gone_is_said_and_the_invitation_can_be_sent_again(
    home: Tenant, boss: User, settings: Settings
) -> None:
    client = browser(boss, home)
    in_memory = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    page = client.post("/team/invite/", {"email": "eve@example.com", "role": "viewer"}, follow=True)
    assert "could not send the mail" in page.content.decode()
    assert "The mail could not be sent." in client.get("/team/").content.decode()
    settings.EMAIL_BACKEND = in_memory
    [made] = open_invitations()
    client.post(f"/team/invitations/{made.public_id}/resend/")
    assert "The mail could not be sent." not in client.get("/team/").content.decode()
    assert len(mail.outbox) == 1


@pytest.mark.parametrize("role", [Role.ADMIN, Role.VIEWER])
def test_a_changed_role_is_told_by_mail_and_holds_at_once(
    home: Tenant, boss: User, role: Role, sign_in: Callable[[Role], Client]
) -> None:
    other = place(home, Role.MEMBER)
    theirs = browser(other.user, home)
    browser(boss, home).post(f"/team/{other.pk}/", {"role": role})
    assert theirs.get("/domains/add/").status_code == (200 if role is Role.ADMIN else 403)
    [sent] = mail.outbox
    assert (sent.to, home.name in sent.subject) == ([other.user.email], True)
