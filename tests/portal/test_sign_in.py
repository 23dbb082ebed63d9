"""Codes and links from mails, limits, sessions: each bound to its brand, and nothing tells who has an account."""

from __future__ import annotations

import re
from collections.abc import Callable
from email import message_from_bytes, policy
from typing import cast

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope
from django.test import Client
from pytest_django.fixtures import Settings

from tenants.models import Membership, Tenant, User
from tenants.roles import Role
from tests.accounts import CODE, NO_LONGER, code_in, is_in, link_in, mails, sign_in, visitor
from tests.build import PASSWORD, a_brand, a_member, a_tenant
from tests.simulator_process import free_port

NEW = "four quite new words"
TOKENS = re.compile(rb'name="csrfmiddlewaretoken" value="\w+"|\?v=\w+')


@pytest.fixture
def person(home: Tenant) -> User:
    return a_member(home)


@pytest.fixture
def elsewhere(person: User) -> Tenant:
    """A tenant of another brand, to which the same person belongs too."""
    tenant = a_tenant(a_brand())
    Membership.objects.create(user=person, tenant=tenant, role=Role.OWNER)
    return tenant


def ask_for_code(client: Client, email: str) -> None:
    client.post("/login/code/", {"email": email})


def a_reset_link(client: Client, email: str) -> tuple[str, str]:
    client.post("/password/", {"email": email})
    return link_in(mails()[-1])


def test_a_code_from_a_mail_signs_in(home: Tenant, person: User) -> None:
    client = visitor(home.brand)
    ask_for_code(client, person.email.upper())
    [message] = mails()
    assert message.to == [person.email]
    assert message.from_email.startswith(home.brand.name)
    assert client.post("/login/code/confirm/", {"code": code_in(message)})["location"] == "/"
    assert is_in(client)


class Kept:
    """What a mail server was handed."""

    def __init__(self) -> None:
        self.envelopes: list[Envelope] = []

    async def handle_DATA(self, server: object, session: object, envelope: Envelope) -> str:  # noqa: N802
        self.envelopes.append(envelope)
        return "250 OK"


def test_the_code_goes_through_a_mail_server(home: Tenant, person: User, settings: Settings) -> None:
    kept, port = Kept(), free_port()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    server = Controller(kept, hostname="127.0.0.1", port=port)
    server.start()
    try:
        client = visitor(home.brand)
        ask_for_code(client, person.email)
        mails()
    finally:
        server.stop()
    [envelope] = kept.envelopes
    assert envelope.rcpt_tos == [person.email]
    message = message_from_bytes(cast(bytes, envelope.content), policy=policy.default)
    body = message.get_body(("plain",))
    assert body
    code = CODE.search(body.get_content().replace("\r", ""))
    assert code
    client.post("/login/code/confirm/", {"code": code[1]})
    assert is_in(client)


def test_a_link_from_a_mail_sets_a_new_password_and_ends_all_sessions(home: Tenant, person: User) -> None:
    before, client = visitor(home.brand), visitor(home.brand)
    sign_in(before, person.email, PASSWORD)
    host, path = a_reset_link(client, person.email)
    assert host == home.brand.primary_host
    form = client.get(path)["location"]
    client.post(form, {"password1": NEW, "password2": NEW})
    assert not is_in(before)
    assert sign_in(visitor(home.brand), person.email, PASSWORD) == ""
    assert sign_in(visitor(home.brand), person.email, NEW) == "/"
    assert [each.subject for each in mails()][1:] == ["Your password was set anew"]


@pytest.mark.parametrize(
    ("path", "field"), [("/login/code/", "email"), ("/password/", "email"), ("/login/", "login")]
)
def test_nothing_tells_who_has_an_account_here(home: Tenant, person: User, path: str, field: str) -> None:
    stranger, asleep = a_member(a_tenant(a_brand())), a_member(home)
    User.objects.filter(pk=asleep.pk).update(is_active=False)
    answers = set()
    for email in (person.email, stranger.email, asleep.email, "nobody@example.com"):
        client = visitor(home.brand)
        answer = client.post(path, {field: email, "password": "wrong"}, follow=True)
        answers.add(TOKENS.sub(b"", answer.content).replace(email.encode(), b""))
    assert len(answers) == 1
    assert {each.to[0] for each in mails()} <= {person.email}


def test_a_mail_names_its_own_brand_alone(home: Tenant, person: User, elsewhere: Tenant) -> None:
    for tenant, other in ((home, elsewhere), (elsewhere, home)):
        client = visitor(tenant.brand)
        ask_for_code(client, person.email)
        client.post("/password/", {"email": person.email})
        for message in mails()[-2:]:
            whole = message.message().as_string()
            assert tenant.brand.name in whole
            assert other.brand.name not in whole
            assert other.brand.primary_host not in whole


def use(client: Client, path: str) -> None:
    client.post(client.get(path)["location"], {"password1": NEW, "password2": NEW})


def used(client: Client, path: str, person: User, settings: Settings, elsewhere: Tenant) -> Client:
    use(client, path)
    return client


def of_another_brand(
    client: Client, path: str, person: User, settings: Settings, elsewhere: Tenant
) -> Client:
    return visitor(elsewhere.brand)


def of_an_earlier_address(
    client: Client, path: str, person: User, settings: Settings, elsewhere: Tenant
) -> Client:
    person.email = "moved@example.com"
    person.save()
    return client


def expired(client: Client, path: str, person: User, settings: Settings, elsewhere: Tenant) -> Client:
    settings.PASSWORD_RESET_TIMEOUT = -1
    return client


def of_who_has_left(client: Client, path: str, person: User, settings: Settings, elsewhere: Tenant) -> Client:
    Membership.objects.filter(user=person).delete()
    return client


@pytest.mark.parametrize("spoil", [used, of_another_brand, of_an_earlier_address, expired, of_who_has_left])
def test_a_link_is_refused_in_the_same_words(
    home: Tenant,
    person: User,
    elsewhere: Tenant,
    settings: Settings,
    spoil: Callable[[Client, str, User, Settings, Tenant], Client],
) -> None:
    client = visitor(home.brand)
    _, path = a_reset_link(client, person.email)
    client = spoil(client, path, person, settings, elsewhere)
    answer = client.get(path)
    assert answer.status_code == 200
    assert NO_LONGER in answer.content.decode()
    assert "password1" not in answer.content.decode()


@pytest.mark.parametrize("spoilt", ["used", "brand", "address", "expired", "left"])
def test_a_code_is_refused_in_the_same_words(
    home: Tenant, person: User, elsewhere: Tenant, settings: Settings, spoilt: str
) -> None:
    client = visitor(home.brand)
    ask_for_code(client, person.email)
    code = code_in(mails()[-1])
    if spoilt == "used":
        client.post("/login/code/confirm/", {"code": code})
        client.post("/logout/")
    elif spoilt == "brand":
        other = visitor(elsewhere.brand)
        other.cookies = client.cookies
        client = other
    elif spoilt == "address":
        person.email = "moved@example.com"
        person.save()
    elif spoilt == "expired":
        settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT = -1
    else:
        Membership.objects.filter(user=person).delete()
    answer = client.post("/login/code/confirm/", {"code": code}, follow=True)
    assert NO_LONGER in answer.content.decode()
    assert not is_in(client)


def test_three_wrong_codes_end_it(home: Tenant, person: User) -> None:
    client = visitor(home.brand)
    ask_for_code(client, person.email)
    code = code_in(mails()[-1])
    for _ in range(3):
        client.post("/login/code/confirm/", {"code": "0000-0000"})
    client.post("/login/code/confirm/", {"code": code})
    assert not is_in(client)


def test_guessing_a_password_ends_after_five_tries_however_the_host_is_spelt(
    home: Tenant, person: User
) -> None:
    client, host = visitor(home.brand), home.brand.primary_host
    for at in range(5):
        wrong = {"login": person.email, "password": f"guess-{at}"}
        client.post("/login/", wrong, headers={"host": f"{host}:{8000 + at}"})
    for spelt in (host, host.upper(), f"{host}:9000", f"{host}."):
        right = {"login": person.email, "password": PASSWORD}
        answer = client.post("/login/", right, headers={"host": spelt})
        assert answer.status_code == 200
        assert "Too many tries" in answer.content.decode()


def test_the_same_limit_holds_for_an_address_that_nobody_has(home: Tenant) -> None:
    client = visitor(home.brand)
    said = [
        client.post("/login/", {"login": "nobody@example.com", "password": "guess"}).content.decode()
        for _ in range(6)
    ]
    assert ["Too many tries" in each for each in said] == [False] * 5 + [True]


def test_codes_and_links_are_mailed_three_times_a_minute(home: Tenant, person: User) -> None:
    client = visitor(home.brand)
    for _ in range(5):
        ask_for_code(visitor(home.brand), person.email)
        client.post("/password/", {"email": person.email})
    assert len(mails()) == 6


def test_a_cookie_of_one_brand_is_worth_nothing_on_another(
    home: Tenant, person: User, elsewhere: Tenant
) -> None:
    client, other = visitor(home.brand), visitor(elsewhere.brand)
    sign_in(client, person.email, PASSWORD)
    other.cookies = client.cookies
    assert not is_in(other)
    assert not is_in(visitor(home.brand))
    assert not is_in(client), "and the session is over, since its cookie was carried about"


def test_signing_in_gives_the_session_another_key(home: Tenant, person: User) -> None:
    client = visitor(home.brand)
    ask_for_code(client, person.email)
    before = client.session.session_key
    client.post("/login/code/confirm/", {"code": code_in(mails()[-1])})
    assert client.session.session_key != before


def test_changing_the_password_ends_the_other_sessions(home: Tenant, person: User) -> None:
    here, there = visitor(home.brand), visitor(home.brand)
    for each in (here, there):
        sign_in(each, person.email, PASSWORD)
    wrong = {"oldpassword": "wrong", "password1": NEW, "password2": NEW}
    assert "That is not your present password" in here.post("/profile/password/", wrong).content.decode()
    right = {**wrong, "oldpassword": PASSWORD}
    assert here.post("/profile/password/", right)["location"] == "/profile/"
    assert (is_in(here), is_in(there)) == (True, False)
    assert mails()[-1].subject == "Your password was changed"


def test_sessions_are_listed_of_this_brand_alone_and_can_be_ended(
    home: Tenant, person: User, elsewhere: Tenant
) -> None:
    phone = {"User-Agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0) Version/17.0 Safari/604.1"}
    here, there, other = visitor(home.brand), visitor(home.brand), visitor(elsewhere.brand)
    there.post("/login/", {"login": person.email, "password": PASSWORD}, headers=phone)
    for each in (here, other):
        sign_in(each, person.email, PASSWORD)
    page = here.get("/profile/sessions/").content.decode()
    assert "Safari on iPhone" in page
    [end] = re.findall(r"/profile/sessions/\d+/end/", page)
    assert other.post(end).status_code == 404
    here.post(end)
    assert [is_in(each) for each in (here, there, other)] == [True, False, True]


def test_a_new_address_holds_once_its_code_is_entered(home: Tenant, person: User) -> None:
    client, old = visitor(home.brand), person.email
    sign_in(client, old, PASSWORD)
    wanted = {"email": "new@example.com", "action_add": "1"}
    confirm = client.post("/profile/email/", wanted)["location"]
    assert confirm.startswith("/profile/confirm/")
    client.post(confirm, {"password": PASSWORD, "next": "/profile/email/"})
    code = code_in(mails()[-1])
    assert mails()[-1].to == ["new@example.com"]
    assert User.objects.get(pk=person.pk).email == old
    assert client.post("/profile/email/confirm/", {"code": code})["location"] == "/profile/"
    assert sign_in(visitor(home.brand), old, PASSWORD) == ""
    assert sign_in(visitor(home.brand), "new@example.com", PASSWORD) == "/"
    assert mails()[-1].to == [old], "and the old one is told"


def test_an_address_of_somebody_else_is_found_out_by_its_reader_alone(home: Tenant, person: User) -> None:
    other, client = a_member(a_tenant(a_brand())), visitor(home.brand)
    sign_in(client, person.email, PASSWORD)
    client.post("/profile/confirm/", {"password": PASSWORD})
    pages = []
    for email in (other.email, "free@example.com"):
        answer = client.post("/profile/email/", {"email": email, "action_add": "1"}, follow=True)
        pages.append(TOKENS.sub(b"", answer.content).replace(email.encode(), b""))
    assert pages[0] == pages[1]
    assert mails()[-2].to == [other.email]


def test_whoever_left_the_brand_is_out_at_once(home: Tenant, person: User) -> None:
    client = visitor(home.brand)
    sign_in(client, person.email, PASSWORD)
    Membership.objects.filter(user=person).delete()
    assert not is_in(client)
    Membership.objects.create(user=person, tenant=home, role=Role.VIEWER)
    assert not is_in(client)
