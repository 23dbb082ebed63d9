"""Staff and a customer of theirs: invited, in trouble, seen on the dashboard, looked at, mended, and gone from it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from portal.embedded.ports import Ports
from portal.seeds import LABELS, PASSWORD, STAFF
from tests.browser.test_customer import PATIENCE
from tests.browser.test_whole_journeys import link_in_letter_to

CUSTOMER, OWNER, NAME = "Lighthouse Ltd", "eve@lighthouse.test", "lighthouse.test"
CAUSE = "An MX record needs a host name"


@pytest.fixture
def staff(chromium: Browser, ports: Ports) -> Iterator[Page]:
    """The staff member's browser, signed in at the console."""
    context = chromium.new_context(base_url=f"http://console.localhost:{ports.web}")
    page = context.new_page()
    page.goto("/login/")
    page.get_by_label("E-mail address").fill(STAFF)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.goto("/admin/")
    yield page
    context.close()


def test_staff_see_why_a_customer_is_stuck_look_as_the_customer_and_see_it_mended(
    visit: Callable[..., Page], staff: Page, chromium: Browser, ports: Ports, folder: Path
) -> None:
    invite(staff)
    customer = visit()
    customer.goto(link_in_letter_to(OWNER, folder))
    join(customer)
    attach_wrongly(customer, ports)

    expect_on_dashboard(staff, is_there=True)
    staff.get_by_role("link", name=CAUSE).click()
    staff.get_by_role("link", name=NAME).click()
    expect(staff.locator("#content-main")).to_contain_text("mx_is_address")
    look_as_the_customer(staff)

    mend(customer, chromium, ports)
    expect_on_dashboard(staff, is_there=False)


def invite(staff: Page) -> None:
    staff.goto("/admin/tenants/tenant/add/")
    staff.get_by_label("Brand").select_option(label=LABELS[0].name)
    staff.get_by_label("Name").fill(CUSTOMER)
    staff.get_by_label("Invite an owner").fill(OWNER)
    staff.get_by_role("button", name="Save", exact=True).click()
    expect(staff.get_by_text(f"An invitation was sent to {OWNER}.")).to_be_visible()


def join(customer: Page) -> None:
    customer.get_by_label("Name").fill("Eve")
    customer.get_by_label("Password").fill(PASSWORD)
    customer.get_by_role("button", name="Join the team").click()
    expect(customer.get_by_role("heading", name="Domains")).to_be_visible()


def attach_wrongly(customer: Page, ports: Ports) -> None:
    """For receiving, with the address of a mail server where its name belongs."""
    customer.get_by_role("link", name="Add a domain").click()
    customer.get_by_label("Domain", exact=True).fill(NAME)
    customer.get_by_label("Sending mail").uncheck()
    customer.get_by_role("button", name="Add domain").click()
    expect(customer.get_by_role("heading", level=1)).to_have_text(NAME)
    host = f"http://127.0.0.1:{ports.simulator}/_sim/zones"
    record = {"name": NAME, "type": "MX", "value": "10 192.0.2.25"}
    assert customer.request.post(host, data={"zone": NAME}).ok
    assert customer.request.post(f"{host}/{NAME}/records", data=record).ok
    expect(customer.get_by_role("main")).to_contain_text("which is an IP address", timeout=PATIENCE)


def expect_on_dashboard(staff: Page, *, is_there: bool) -> None:
    """It is as fresh as its loading, as any page is."""
    deadline = time.monotonic() + PATIENCE / 1000
    while True:
        staff.goto("/admin/")
        expect(staff.locator(".dash")).to_be_visible()
        found = staff.get_by_role("link", name=CAUSE).count() > 0
        if found is is_there or time.monotonic() > deadline:
            break
        staff.wait_for_timeout(1000)
    assert found is is_there


def look_as_the_customer(staff: Page) -> None:
    staff.goto("/admin/tenants/tenant/")
    staff.get_by_role("link", name=CUSTOMER).click()
    staff.get_by_role("link", name="View as").click()
    staff.get_by_label("Why?").fill("Their mail does not arrive.")
    staff.get_by_role("button", name="Open the portal").click()
    expect(staff.get_by_role("region", name="View by support")).to_contain_text(
        f"you see {CUSTOMER} as {OWNER}"
    )
    staff.get_by_role("link", name=NAME).click()
    expect(staff.get_by_role("main")).to_contain_text("which is an IP address")
    staff.get_by_role("button", name="Check now").click()
    expect(staff.get_by_role("heading", level=1)).to_have_text("You are only looking")
    staff.get_by_role("button", name="Stop viewing").click()
    staff.get_by_role("link", name="Back to the console").click()
    expect(staff.get_by_label("Name")).to_have_value(CUSTOMER)


def mend(customer: Page, chromium: Browser, ports: Ports) -> None:
    """At the DNS host: the wrong record goes, and those that are missing come."""
    records = f"http://127.0.0.1:{ports.simulator}/_sim/zones/{NAME}/records"
    assert customer.request.delete(records, data={"name": NAME, "type": "MX"}).ok
    panel = chromium.new_page()
    panel.goto(f"http://127.0.0.1:{ports.simulator}/dns/zones/{NAME}")
    panel.get_by_role("button", name="missing record").click()
    panel.close()
    expect(customer.get_by_role("heading", name=f"{NAME} is ready")).to_be_visible(timeout=PATIENCE)
