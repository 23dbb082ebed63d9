"""A passkey in a real browser, with Chromium's virtual authenticator: added once, it signs in with one press."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from portal.seeds import PASSWORD
from tests.browser.conftest import sign_in

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def with_authenticator(page: Page) -> Page:
    browser = page.context.new_cdp_session(page)
    browser.send("WebAuthn.enable")
    browser.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    return page


def sign_out(page: Page) -> None:
    page.get_by_label("Account:").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def test_a_passkey_signs_in_with_one_press(visit: Callable[..., Page]) -> None:
    page = sign_in(with_authenticator(visit(brand=1)), brand=1)
    page.goto("/profile/passkeys/add/")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()
    page.get_by_label("Name").fill("Laptop")
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    sign_out(page)
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("heading", name="Domains")).to_be_visible()
    sign_out(page)
    sign_in_takes_a_second_step(page)
    page.goto("/profile/passkeys/")
    page.get_by_role("link", name="Remove Laptop").click()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()
    page.get_by_role("button", name="Remove the passkey").click()
    sign_out(page)
    sign_in(page, brand=1)


def sign_in_takes_a_second_step(page: Page) -> None:
    """The password alone is not enough any more; the passkey is the second step as well."""
    page.get_by_label("E-mail address").fill("cora@cedar-books.test")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="One more step")).to_be_visible()
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("heading", name="Domains")).to_be_visible()
