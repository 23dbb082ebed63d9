"""A list of domains on its pages: pasted or uploaded, checked, confirmed, and taken away as a file."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from io import StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django.fixtures import Settings

from cloudmailin.lifecycle import bulk
from cloudmailin.models import BulkAddition, Domain
from cloudmailin.states import Use
from portal.pages.domains.pasted import MOST_LINES, wanted
from tenants.models import Tenant
from tenants.roles import Role
from tenants.scoping import across_tenants
from tests.build import a_tenant
from tests.portal.conftest import Page

BOTH = ["receiving", "sending"]


@pytest.fixture(autouse=True)
def _tests_see_all_tenants(settings: Settings) -> Iterator[None]:
    settings.ALLOW_TEST_DOMAINS = True
    with across_tenants():
        yield


def test_a_list_is_read_as_people_and_spreadsheets_write_it() -> None:
    text = "Domain,Uses\r\na.test\r\n\r\nb.test;sending\nc.test\tBoth\n d.test , receiving\ne.test, f.test\n"
    usual = frozenset({Use.RECEIVING})
    assert [(each.typed, each.uses) for each in wanted(text, usual)] == [
        ("a.test", usual),
        ("b.test", frozenset({Use.SENDING})),
        ("c.test", frozenset(Use)),
        ("d.test", usual),
        ("e.test", usual),
        ("f.test", usual),
    ]


def pasted(client: Client, names: str, **more: object) -> str:
    answer = client.post("/domains/add-many/", {"names": names, "uses": BOTH, **more})
    assert answer.status_code == 302, Page(answer.content).prose
    return str(answer["location"])


def test_a_pasted_list_is_checked_confirmed_and_done(owner: Client, home: Tenant) -> None:
    address = pasted(owner, "a.test\nno name\nhttps://www.B.test/\n")
    page = Page(owner.get(address).content)
    assert "2 domains can be added" in page.prose
    assert "typed: https://www.B.test/" in page.prose
    assert not Domain.objects.exists()
    assert owner.get(f"{address}add/").status_code == 405
    owner.post(f"{address}add/")
    assert "Adding: 0 of 2" in Page(owner.get(f"{address}live/").content).prose
    while bulk.work():
        pass
    live = owner.get(f"{address}live/")
    assert live.status_code == 286, "htmx asks no more"
    assert "2 domains were added" in Page(live.content).prose
    assert {each.name for each in Domain.objects.filter(tenant=home)} == {"a.test", "b.test"}


def test_the_result_is_a_file_that_no_spreadsheet_takes_for_a_formula(owner: Client) -> None:
    address = pasted(owner, '=HYPERLINK("x")\na.test')
    answer = owner.get(f"{address}result.csv")
    assert answer["Content-Disposition"].startswith("attachment")
    rows = list(csv.reader(StringIO(answer.content.decode())))
    assert rows[1][1].startswith("'=HYPERLINK")
    assert rows[2][2] == "a.test"


def test_a_file_is_taken_too(owner: Client) -> None:
    file = SimpleUploadedFile("list.csv", "\ufeffdomain\na.test,sending\n".encode())
    page = Page(owner.get(pasted(owner, "", file=file)).content)
    assert "1 domain can be added" in page.prose


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"names": ""}, "Paste at least one domain"),
        ({"names": "\n".join(f"a{n}.test" for n in range(MOST_LINES + 1))}, "split the list"),
        ({"names": "a.test", "uses": []}, "Choose at least one."),
        ({"file": SimpleUploadedFile("x.xlsx", b"PK\x03\x04\xff\xfe")}, "This is no text file"),
    ],
)
def test_what_can_not_be_read_is_said_beside_its_field(
    owner: Client, given: dict[str, object], said: str
) -> None:
    answer = owner.post("/domains/add-many/", {"uses": BOTH, **given})
    assert answer.status_code == 200
    assert said in Page(answer.content).prose
    assert not BulkAddition.objects.exists()


def test_a_list_is_its_tenants_alone(owner: Client, home: Tenant) -> None:
    anothers = bulk.draft(a_tenant(), [], actor=None)
    for path in ("", "live/", "result.csv"):
        assert owner.get(f"/domains/lists/{anothers.public_id}/{path}").status_code == 404
    assert owner.post(f"/domains/lists/{anothers.public_id}/add/").status_code == 404


def test_who_may_not_add_one_may_not_add_many(sign_in: Callable[[Role], Client]) -> None:
    assert sign_in(Role.VIEWER).get("/domains/add-many/").status_code == 403
