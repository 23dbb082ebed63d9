"""Every kind of page there is: no fault that axe-core knows, light and dark, on a desktop and on a phone."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.urls import URLPattern, URLResolver, get_resolver
from playwright.sync_api import Browser, Page, expect

from portal.embedded.ports import Ports
from portal.seeds import LABELS, PASSWORD
from tests.browser.axe import SIZES, faults
from tests.browser.conftest import sign_in
from tests.browser.test_customer import fits

BEYOND_THE_URLS = ["/components/", "/nothing-here/", "/?q=nothing-like-it"]
NOT_TO_BE_LEFT = ("logout", "sessions", "undo")
"""Visiting these would sign out or change what the next pages show."""


def paths(domain: str) -> Iterator[str]:
    """From the URLs that there are: those that need nothing, and those that need a domain."""
    for route in _routes(get_resolver("portal.urls")):
        path = route.replace("<uuid:public_id>", domain)
        if not any(sign in path for sign in "<^(?") and not any(each in path for each in NOT_TO_BE_LEFT):
            yield f"/{path}"


def _routes(resolver: URLResolver | URLPattern, before: str = "") -> Iterator[str]:
    for each in getattr(resolver, "url_patterns", []):
        route = before + str(each.pattern)
        yield from _routes(each, route) if isinstance(each, URLResolver) else [route]


ASKED_FOR = """async (path) => {
  const answer = await fetch(path, { redirect: "manual" });
  const isHtml = (answer.headers.get("content-type") || "").startsWith("text/html");
  return [answer.status, isHtml ? await answer.text() : ""];
}"""


def goes_to(page: Page, path: str) -> bool:
    """Go there, where there is a page of its own: files, and what is only posted or leads elsewhere, are none.

    Asked first, and not by going there: a browser shows a page of its own for what it can't show, and comes late with it.
    """
    status, text = page.evaluate(ASKED_FOR, path)
    assert status < 500, path
    if status not in (200, 404) or "<main" not in text:
        return False
    page.goto(path)
    return True


@pytest.mark.timeout(900)
def test_axe_finds_no_fault_on_any_page(chromium: Browser, ports: Ports) -> None:
    page = chromium.new_page(base_url=f"http://{LABELS[0].host}:{ports.web}")
    page.goto("/login/")
    found, kinds = faults(page, "/login/"), ["/login/"]
    sign_in(page)
    page.get_by_role("link", name="support.acme-tools.test").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("support.acme-tools.test")
    domain = page.url.rstrip("/").rsplit("/", 1)[-1]
    for path in dict.fromkeys([*paths(domain), *BEYOND_THE_URLS]):
        if goes_to(page, path):
            kinds.append(path)
            found += faults(page, path)
    page.close()
    assert {"/", "/audit/", "/components/", "/team/", f"/domains/{domain}/"} <= set(kinds)
    assert found == []


WIDER_THAN_THE_SCREEN = """() => [...document.querySelectorAll("body *")]
  .filter(each => each.getBoundingClientRect().right > innerWidth + 1 && !each.closest("pre, .visually-hidden, [hidden]"))
  .map(each => each.outerHTML.slice(0, 120)).slice(-3)"""


@pytest.mark.timeout(900)
@pytest.mark.parametrize("language", ["de", "es"])
def test_no_page_is_wider_than_a_phone_in_any_language(
    chromium: Browser, ports: Ports, language: str
) -> None:
    url = f"http://{LABELS[0].host}:{ports.web}"
    page = chromium.new_page(base_url=url, viewport=SIZES[1], locale=language)
    page.goto("/login/")
    assert page.locator("html").get_attribute("lang") == language
    too_wide = {"/login/": page.evaluate(WIDER_THAN_THE_SCREEN)} if not fits(page) else {}
    page.locator("#id_login").fill(LABELS[0].customers[0].email)
    page.locator("#id_password").fill(PASSWORD)
    page.locator("main form button[type=submit]").first.click()
    page.get_by_role("link", name="support.acme-tools.test").click()
    page.locator("#live").wait_for()
    domain = page.url.rstrip("/").rsplit("/", 1)[-1]
    for path in dict.fromkeys([*paths(domain), *BEYOND_THE_URLS]):
        if goes_to(page, path):
            page.evaluate("for (const each of document.querySelectorAll('main details')) each.open = true")
            if not fits(page):
                too_wide[path] = page.evaluate(WIDER_THAN_THE_SCREEN)
    page.close()
    assert too_wide == {}


def test_a_list_of_200_domains_is_added_while_one_looks_on(visit: Callable[..., Page]) -> None:
    page = sign_in(visit(), customer=1)
    page.get_by_role("link", name="Add many").click()
    names = [f"list-{number}.test" for number in range(200)]
    page.get_by_label("Your domains").fill("\n".join([*names, "no name", names[0]]))
    page.get_by_role("button", name="Check the list").click()
    expect(page.get_by_role("heading", name="200 domains can be added")).to_be_visible()
    found = faults(page, "the list")
    page.get_by_role("button", name="Add 200 domains").click()
    expect(page.get_by_role("heading", name="200 domains were added")).to_be_visible(timeout=120_000)
    assert found + faults(page, "the result") == []
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the result").click()
    assert download.value.path().read_text().count("Added") == 200
    page.get_by_role("link", name="See your domains").click()
    page.get_by_label("Search by name").fill("list-19")
    page.wait_for_url("**/?q=list-19*")
    expect(page.locator("#list tbody th[scope=row]")).to_have_count(11)
