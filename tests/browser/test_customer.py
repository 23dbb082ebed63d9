"""The customer's job in a real browser: with JavaScript and without, on a phone, by keyboard."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from portal.embedded.ports import Ports
from portal.seeds import LABELS, PASSWORD
from tests.browser.conftest import sign_in

PATIENCE = 90_000
"""In milliseconds: the budget of the account may have to refill first."""

PHONE = {"width": 390, "height": 844}


def add(page: Page, name: str) -> None:
    page.get_by_role("link", name="Add a domain").click()
    page.get_by_label("Domain", exact=True).fill(name)
    page.get_by_role("button", name="Add domain").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)


def publish(chromium: Browser, ports: Ports, zone: str) -> None:
    """At the customer's DNS host: one click."""
    page = chromium.new_page()
    page.goto(f"http://127.0.0.1:{ports.simulator}/dns/zones/{zone}")
    page.get_by_role("button", name="Create").click()
    page.get_by_role("button", name="missing record").click()
    page.close()


def test_the_page_turns_green_by_itself(visit: Callable[..., Page], chromium: Browser, ports: Ports) -> None:
    page = sign_in(visit(brand=1), brand=1)
    add(page, "browser.test")
    expect(page.get_by_role("heading", name="Send mail: signature")).to_be_visible(timeout=PATIENCE)
    for _ in ("folded", "unfolded again"):
        page.locator("#section-mx > summary").click()
    publish(chromium, ports, "browser.test")
    expect(page.get_by_role("heading", name="browser.test is ready")).to_be_visible(timeout=PATIENCE)
    expect(page.locator("#section-mx")).to_have_attribute("open", "")
    expect(page.locator("#section-dkim")).not_to_have_attribute("open", "")
    expect(page.locator("#announcement")).to_contain_text("browser.test is ready")
    expect(page.get_by_role("main")).not_to_contain_text("Not found yet")
    redirect_mail(page)


def redirect_mail(page: Page) -> None:
    """The brand leaves the delivery to its customers: a change takes effect while one looks on."""
    page.get_by_role("link", name="Delivery").click()
    expect(page.get_by_role("heading", name="In effect")).to_be_visible()
    page.get_by_label("Web address").fill("https://app.example.com/inbound")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="Taking effect")).to_be_visible()
    expect(page.get_by_role("heading", name="In effect")).to_be_visible(timeout=PATIENCE)


def test_a_value_is_copied_with_one_press(visit: Callable[..., Page]) -> None:
    page = sign_in(visit(permissions=["clipboard-read", "clipboard-write"]))
    page.get_by_role("link", name="support.acme-tools.test").click()
    page.get_by_role("button", name="Copy value").last.click()
    expect(page.locator("#announcement")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == "client3.cloudmailin.net"


def test_a_mistake_is_explained(visit: Callable[..., Page]) -> None:
    page = sign_in(visit())
    page.get_by_role("link", name="support.acme-tools.test").click()
    expect(page.get_by_role("main")).to_contain_text("deliver mail to Google Workspace", timeout=PATIENCE)


def test_everything_works_without_javascript(visit: Callable[..., Page]) -> None:
    page = sign_in(visit(java_script_enabled=False), customer=1)
    add(page, "plain.test")
    expect(page.get_by_role("button", name="Copy value")).to_have_count(0)
    page.get_by_role("button", name="Check now").click()
    expect(page.get_by_role("status").first).to_contain_text("looking at your DNS records")
    page.get_by_role("link", name="Remove domain").click()
    page.get_by_role("button", name="Remove domain").click()
    expect(page.get_by_role("status")).to_contain_text("plain.test is being removed")


def test_signing_in_needs_no_mouse(visit: Callable[..., Page]) -> None:
    page = visit()
    page.goto("/login/")
    expect(page.get_by_label("E-mail address")).to_be_focused()
    page.keyboard.type(LABELS[0].customers[1].email)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Domains")).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_phone_never_scrolls_sideways(visit: Callable[..., Page], scheme: str) -> None:
    page = visit(viewport=PHONE, color_scheme=scheme)
    page.goto("/login/")
    assert fits(page)
    sign_in(page)
    assert fits(page)
    page.get_by_role("link", name="acme-tools.test", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert fits(page)
    for summary in page.locator("summary").all():
        summary.click()
    assert fits(page)


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))
