"""Before a domain is added: what stands in its DNS, and mail that would be disturbed."""

from __future__ import annotations

import pytest
from django.test import Client

from cloudmailin.models import Domain
from cloudmailin.states import Use
from tenants.models import Tenant
from tenants.scoping import across_tenants
from tests.portal.conftest import Page
from tests.witness import Witness

GOOGLE = "1 aspmx.l.google.com"
BOTH = ("receiving", "sending")

pytestmark = pytest.mark.usefixtures("witness")


def add(client: Client, name: str, uses: tuple[str, ...] = BOTH, **more: str) -> Page:
    answer = client.post("/domains/add/", {"name": name, "uses": uses, **more}, follow=True)
    assert answer.status_code == 200
    return Page(answer.content)


def added() -> dict[str, set[Use]]:
    with across_tenants():
        return {domain.name: {one.use for one in domain.attachments} for domain in Domain.objects.all()}


def test_mail_that_goes_to_somebody_else_stops_it_and_the_page_says_to_whom(
    owner: Client, witness: Witness
) -> None:
    witness.publish("google1.test", "MX", GOOGLE)
    page = add(owner, "google1.test")
    assert "Google Workspace" in page.prose
    assert "inbound.google1.test" in page.prose
    assert not added()


def test_one_click_receives_below_and_sends_from_the_name_itself(owner: Client, witness: Witness) -> None:
    witness.publish("google2.test", "MX", GOOGLE)
    page = add(owner, "google2.test", instead="inbound.google2.test")
    assert added() == {"google2.test": {Use.SENDING}, "inbound.google2.test": {Use.RECEIVING}}
    assert "google2.test was added for sending" in page.prose


def test_what_the_page_sends_is_taken(owner: Client, witness: Witness) -> None:
    witness.publish("google8.test", "MX", GOOGLE)
    careful = Client(enforce_csrf_checks=True, headers={"host": owner.defaults["HTTP_HOST"]})
    careful.cookies = owner.cookies
    [token] = {*Page(careful.get("/domains/add/").content).tokens}
    typed = {"name": "google8.test", "uses": BOTH, "csrfmiddlewaretoken": token}
    page = Page(careful.post("/domains/add/", typed).content)
    assert len(page.tokens) == 2, "one for each way out"
    again = {**typed, "csrfmiddlewaretoken": page.tokens[0], "instead": "inbound.google8.test"}
    assert careful.post("/domains/add/", again).status_code == 302
    assert len(added()) == 2


def test_where_only_receiving_is_wanted_the_name_itself_is_not_added(owner: Client, witness: Witness) -> None:
    witness.publish("google3.test", "MX", GOOGLE)
    add(owner, "google3.test", ("receiving",), instead="inbound.google3.test")
    assert added() == {"inbound.google3.test": {Use.RECEIVING}}


def test_a_name_below_that_is_in_use_itself_is_not_proposed(owner: Client, witness: Witness) -> None:
    witness.publish("google4.test", "MX", GOOGLE)
    witness.publish("inbound.google4.test", "MX", GOOGLE)
    assert "in.google4.test" in add(owner, "google4.test").having("value")


def test_who_wants_all_mail_says_so_twice(owner: Client, witness: Witness) -> None:
    witness.publish("google5.test", "MX", GOOGLE)
    page = add(owner, "google5.test", anyway="")
    assert (page.by_id("knowingly") or {})["aria-describedby"] == "knowingly_error"
    assert not added()
    page = add(owner, "google5.test", anyway="", knowingly="on")
    assert added() == {"google5.test": set(Use)}
    assert "went to Google Workspace" in page.prose


@pytest.mark.parametrize(
    ("name", "kind", "value", "uses"),
    [
        ("ours.test", "MX", "10 client1.cloudmailin.net", BOTH),
        ("null.test", "MX", "0 .", BOTH),
        ("sends.test", "MX", GOOGLE, ("sending",)),
        ("empty.test", "TXT", "hello", BOTH),
    ],
)
def test_nobody_is_stopped_where_nothing_is_disturbed(
    owner: Client, witness: Witness, name: str, kind: str, value: str, uses: tuple[str, ...]
) -> None:
    witness.publish(name, kind, value)
    add(owner, name, uses)
    assert set(added()) == {name}


def test_a_name_that_is_an_alias_as_a_whole_takes_no_mail(owner: Client, witness: Witness) -> None:
    witness.publish("blog.alias.test", "CNAME", "shops.example.com")
    page = add(owner, "blog.alias.test")
    assert "shops.example.com" in page.prose
    assert "inbound.blog.alias.test" in page.prose
    assert not added()


@pytest.mark.parametrize("instead", ["other.test", "nonsense !", "test"])
def test_the_name_in_its_place_is_below_it(owner: Client, witness: Witness, instead: str) -> None:
    page = add(owner, "google6.test", instead=instead)
    assert (page.by_id("id_name") or {})["aria-invalid"] == "true"
    assert not added()


def test_two_names_are_added_together_or_not_at_all(owner: Client, witness: Witness) -> None:
    witness.publish("google7.test", "MX", GOOGLE)
    add(owner, "google7.test", ("sending",))
    page = add(owner, "google7.test", instead="inbound.google7.test")
    assert "already" in page.prose
    assert set(added()) == {"google7.test"}


def test_what_stood_there_is_said_with_what_becomes_of_it(owner: Client, witness: Witness) -> None:
    witness.publish("full.test", "TXT", "v=spf1 include:a.test -all")
    witness.publish("full.test", "TXT", "v=spf1 include:b.test ~all")
    witness.publish("_dmarc.full.test", "TXT", "v=DMARC1; p=reject")
    witness.publish("mta.full.test", "A", "192.0.2.1")
    page = add(owner, "full.test", ("sending",))
    assert "2 SPF records" in page.prose
    assert "v=spf1 include:a.test include:b.test ~all" in page.having("data-copy")
    assert "You have a DMARC policy already" in page.prose
    assert "mta.full.test stands something already (A)" in page.prose


def test_a_wildcard_is_in_nobodys_way(owner: Client, witness: Witness) -> None:
    witness.publish("*.wild.test", "A", "192.0.2.1")
    assert "stands something" not in add(owner, "wild.test", ("sending",)).prose


def test_silent_dns_stops_nobody(owner: Client, home: Tenant, settings: object) -> None:
    settings.DNS_RESOLVERS = (("127.0.0.1", 9),)  # type: ignore[attr-defined]
    add(owner, "silent.test")
    assert set(added()) == {"silent.test"}
