"""The console in a browser: nothing that the browser complains of, and no serious fault that axe-core knows."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from portal.embedded.ports import Ports
from portal.seeds import STAFF
from tests.browser.axe import SERIOUS, faults
from tests.browser.conftest import enter_console

DASHBOARD, DOMAINS = "/admin/", "/admin/cloudmailin/domain/"
PAGES = [
    DASHBOARD,
    DOMAINS,
    "/admin/tenants/tenant/",
    "/admin/cloudmailin/operation/",
    "/admin/tenants/brand/",
]


@pytest.mark.timeout(600)
def test_no_page_of_the_console_has_a_serious_fault(visit: Callable[..., Page], ports: Ports) -> None:
    page = enter_console(visit(), ports)
    page.wait_for_load_state()
    base = page.url.partition("/admin/")[0]
    found = faults(page, DASHBOARD, SERIOUS)
    for path in PAGES[1:]:
        page.goto(base + path)
        found += faults(page, path, SERIOUS)
        page.locator("#result_list tbody th a").first.click()
        page.wait_for_load_state()
        found += faults(page, f"the first of {path}", SERIOUS)
    page.get_by_role("link", name="Look and texts").click()
    expect(page.frame_locator("iframe.light").get_by_role("heading", name="Sign in")).to_be_visible()
    found += faults(page, "the look of a brand", SERIOUS)
    assert found == []


def test_a_figure_of_the_dashboard_leads_to_its_domains(visit: Callable[..., Page], ports: Ports) -> None:
    page = enter_console(visit(), ports)
    cause = page.locator(".dash-causes a", has_text="Mail goes elsewhere")
    expect(cause).to_contain_text("1")
    cause.click()
    expect(page.locator("#result_list tbody tr")).to_have_count(1)
    expect(page.locator("#result_list")).to_contain_text("support.acme-tools.test")


def test_the_dark_is_by_the_device_or_by_choice_and_stays(visit: Callable[..., Page], ports: Ports) -> None:
    page = enter_console(visit(color_scheme="dark"), ports)
    expect(page.locator("html")).to_have_class(re.compile("dark"))
    page.get_by_text(STAFF).first.click()
    page.get_by_text("Light", exact=True).click()
    expect(page.locator("html")).not_to_have_class(re.compile("dark"))
    page.reload()
    expect(page.locator("html")).not_to_have_class(re.compile("dark"))
