"""Whole ways through the portal: by keyboard alone, without JavaScript, for a guest with a link, as a team, in the dark."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from email import message_from_bytes, policy
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, expect

from portal.embedded.ports import Ports
from portal.seeds import LABELS, PASSWORD
from tests.browser.conftest import sign_in
from tests.browser.test_customer import PATIENCE, PHONE, add, fits, publish

MOST_TABS = 60

FOCUS = """() => {
  if (document.activeElement === document.body) return true;  // between the page's last stop and its first one
  const style = getComputedStyle(document.activeElement);
  const outline = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
  return document.activeElement.matches(":focus-visible") && (outline || style.boxShadow !== "none");
}"""


def tab_to(page: Page, wanted: Locator) -> None:
    """By the Tab key alone; the focus can be seen at each stop on the way."""
    for _ in range(MOST_TABS):
        if wanted.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
        assert page.evaluate(FOCUS), page.evaluate("document.activeElement.outerHTML")
    raise AssertionError(f"{wanted} can't be reached by keyboard.")


def press(page: Page, role: str, name: str) -> None:
    tab_to(page, page.get_by_role(role, name=name).first)  # type: ignore[arg-type]
    page.keyboard.press("Enter")


def heading(page: Page, text: str) -> None:
    expect(page.get_by_role("heading", name=text).first).to_be_visible(timeout=PATIENCE)


def test_the_whole_way_by_keyboard(visit: Callable[..., Page], chromium: Browser, ports: Ports) -> None:
    page = visit(brand=1, permissions=["clipboard-read", "clipboard-write"])
    page.goto("/login/")
    page.keyboard.type(LABELS[1].customers[1].email)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    heading(page, "Domains")
    press(page, "link", "Add a domain")
    heading(page, "Add a domain")
    tab_to(page, page.get_by_label("Domain", exact=True))
    page.keyboard.type("keys.test")
    tab_to(page, page.get_by_label("Sending"))
    page.keyboard.press("Space")
    press(page, "button", "Add domain")
    heading(page, "keys.test")
    press(page, "button", "Copy value")
    expect(page.locator("#announcement")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()")
    press(page, "link", "Which mail it takes")
    tab_to(page, page.get_by_label("Recipients"))
    page.keyboard.type("^support-.*")
    press(page, "button", "Save")
    heading(page, "keys.test")
    publish(chromium, ports, "keys.test")
    heading(page, "keys.test is ready")
    press(page, "link", "Remove domain")
    heading(page, "Remove keys.test?")
    press(page, "button", "Remove domain")
    expect(page.get_by_role("status").first).to_contain_text("keys.test is being removed")


def test_the_whole_way_without_javascript(
    visit: Callable[..., Page], chromium: Browser, ports: Ports
) -> None:
    page = sign_in(visit(brand=1, java_script_enabled=False), brand=1)
    add(page, "forms.test")
    publish(chromium, ports, "forms.test")
    page.get_by_role("button", name="Check now").click()
    expect(page.get_by_role("status").first).to_contain_text("looking at your DNS records")
    _reload_until(page, "forms.test is ready")
    page.get_by_role("link", name="Download all records")
    page.get_by_role("link", name="Which mail it takes").click()
    heading(page, "Which mail it takes")
    page.go_back()
    page.get_by_role("button", name="Dark", exact=True).click()
    assert brightness(page, "background-color") < 0.2
    page.get_by_role("link", name="Remove domain").click()
    page.get_by_role("button", name="Remove domain").click()
    expect(page.get_by_role("status").first).to_contain_text("forms.test is being removed")


def _reload_until(page: Page, text: str) -> None:
    deadline = time.monotonic() + PATIENCE / 1000
    while not page.get_by_role("heading", name=text).count():
        assert time.monotonic() < deadline, page.get_by_role("main").inner_text()
        page.wait_for_timeout(500)
        page.reload()


def test_a_guest_with_a_link_sees_one_domain_and_nothing_else(visit: Callable[..., Page]) -> None:
    page = sign_in(visit())
    page.get_by_role("link", name="support.acme-tools.test").click()
    page.get_by_role("link", name="Send a link").click()
    page.get_by_role("button", name="Make a link").click()
    link = page.locator(".copyable code").inner_text()
    guest = visit(viewport=PHONE)
    guest.goto(link)
    expect(guest.get_by_role("heading", level=1)).to_have_text("support.acme-tools.test")
    expect(guest.get_by_role("main")).to_contain_text("client1.cloudmailin.net")
    expect(guest.get_by_role("navigation", name="Main")).to_have_count(0)
    expect(guest.get_by_role("link", name="Remove domain")).to_have_count(0)
    assert fits(guest)
    guest.evaluate("for (const each of document.querySelectorAll('main details')) each.open = true")
    assert fits(guest)
    guest.get_by_role("button", name="I have added them").click()
    expect(guest.get_by_role("status").first).to_be_visible()
    guest.goto("/")
    expect(guest.get_by_role("button", name="Sign in")).to_be_visible()
    page.reload()
    page.get_by_role("button", name="Revoke").first.click()
    expect(page.get_by_role("status").first).to_contain_text("no longer works")
    closed = guest.context.new_page()
    answer = closed.goto(link)
    assert answer is not None
    assert answer.status == 404


def test_somebody_is_invited_joins_gets_another_role_and_goes(
    visit: Callable[..., Page], folder: Path
) -> None:
    page = sign_in(visit(), customer=1)
    page.get_by_role("link", name="Team").first.click()
    page.get_by_role("link", name="Invite somebody").click()
    page.get_by_label("E-mail address").fill("eve@bluefern.test")
    page.get_by_role("radio", name=re.compile("^Viewer")).check()
    page.get_by_role("button", name="Send the invitation").click()
    expect(page.get_by_role("main")).to_contain_text("eve@bluefern.test")
    colleague = visit()
    colleague.goto(link_in_letter_to("eve@bluefern.test", folder))
    heading(colleague, "Join Blue Fern Studio")
    colleague.get_by_label("Name").fill("Eve")
    colleague.get_by_label("Password").fill("three-quiet-herons")
    colleague.get_by_role("button", name="Join the team").click()
    heading(colleague, "Domains")
    expect(colleague.get_by_role("link", name="Add a domain")).to_have_count(0)
    page.reload()
    page.get_by_role("link", name="Change eve@bluefern.test").click()
    page.get_by_role("radio", name=re.compile("^Member")).check()
    page.get_by_role("button", name="Save").click()
    colleague.reload()
    expect(colleague.get_by_role("link", name="Add a domain").first).to_be_visible()
    page.get_by_role("link", name="Change eve@bluefern.test").click()
    page.get_by_role("link", name="Remove from the team").click()
    page.get_by_role("dialog").get_by_role("button", name="Remove from the team").click()
    expect(page.get_by_role("table", name="Who is in the team")).not_to_contain_text("eve@bluefern.test")
    colleague.reload()
    expect(colleague.get_by_role("button", name="Sign in")).to_be_visible()


def link_in_letter_to(address: str, folder: Path) -> str:
    """The path of the first link in the newest letter to somebody."""
    letters = sorted((folder / "letters").iterdir(), key=lambda each: each.stat().st_mtime, reverse=True)
    for letter in letters:
        read = message_from_bytes(letter.read_bytes(), policy=policy.default)
        body = read.get_body(("plain",))
        if (
            read["To"] == address
            and body
            and (found := re.search(r"https?://[^/\s]+(/\S+)", body.get_content()))
        ):
            return found[1]
    raise AssertionError(f"No letter to {address} among {len(letters)}.")


def brightness(page: Page, property: str, of: str = "html") -> float:
    """Of a computed colour that hides what is behind it, from 0 (black) to 1 (white)."""
    colour = page.locator(of).first.evaluate(
        """(element, property) => {
          const pixel = Object.assign(document.createElement("canvas"), { width: 1, height: 1 }).getContext("2d");
          pixel.fillStyle = getComputedStyle(element).getPropertyValue(property);
          pixel.fillRect(0, 0, 1, 1);
          return Array.from(pixel.getImageData(0, 0, 1, 1).data);
        }""",
        property,
    )
    assert colour.pop() == 255
    return float(sum(colour)) / 765


def test_the_dark_is_dark_by_the_device_and_by_choice(visit: Callable[..., Page]) -> None:
    page = visit(color_scheme="dark")
    page.goto("/login/")
    assert brightness(page, "background-color") < 0.2
    sign_in(page)
    assert brightness(page, "background-color") < 0.2 < 0.6 < brightness(page, "color")
    card, link = ".badge.bad", "table.list th a"
    assert brightness(page, "background-color", card) < 0.35 < brightness(page, "color", card)
    assert brightness(page, "color", link) > 0.5
    with page.expect_response("**/appearance/"):
        page.get_by_role("button", name="Light", exact=True).click()
    expect(page.locator("html")).to_have_attribute("data-scheme", "light")
    assert brightness(page, "background-color") > 0.8
    page.reload()
    assert brightness(page, "background-color") > 0.8 > 0.4 > brightness(page, "color")
    page.get_by_role("button", name="Light or dark as on this device").click()
    expect(page.locator("html")).to_have_attribute("data-scheme", "")
    assert brightness(page, "background-color") < 0.2
