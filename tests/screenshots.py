"""`make screenshots`: every kind of page on a desktop, on a phone and in the dark, out of a demo of its own."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import django
from PIL import Image
from playwright.sync_api import Browser, Page, ViewportSize, expect

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
django.setup()

from portal.embedded.ports import Ports  # noqa: E402 - models can't be imported earlier
from portal.seeds import LABELS  # noqa: E402
from tests.browser.conftest import enter_console, launched, running_demo, sign_in  # noqa: E402

FOLDER = Path(__file__).parents[1] / "docs" / "screenshots"
DESKTOP: ViewportSize = {"width": 1200, "height": 800}
PHONE: ViewportSize = {"width": 390, "height": 844}
COLOURS = 64
"""Few enough that a picture is a few dozen kilobytes."""

BEFORE_SIGNING_IN = {"sign-in": "/login/"}
PAGES = {
    "overview": "/",
    "add": "/domains/add/",
    "add-many": "/domains/add-many/",
    "records-explained": "/help/records/",
    "activity": "/activity/",
    "team": "/team/",
    "invite": "/team/invite/",
    "audit": "/audit/",
    "notifications": "/notifications/",
    "preferences": "/notifications/settings/",
    "profile": "/profile/",
    "second-step": "/profile/second-step/",
    "own-data": "/account/data/",
    "components": "/components/",
    "not-found": "/nothing-here/",
}
OF_THE_CONSOLE = {
    "dashboard": "/admin/",
    "domains": "/admin/cloudmailin/domain/",
    "tenant": "/admin/tenants/tenant/1/change/",
    "domain": "/admin/cloudmailin/domain/1/change/",
    "operation": "/admin/cloudmailin/operation/1/change/",
    "brand": "/brands/1/look/",
}
OF_A_DOMAIN = {"domain": "", "reception": "mail/", "share": "links/", "remove": "remove/"}
A_LIST = "shop.test\nnews.shop.test, sending\nhttps://www.garden.test/\nno name\nshop.test\nacme-tools.test"
PATIENCE = 120_000
"""In milliseconds: until a domain of the demo works."""


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as folder, running_demo(Path(folder)) as ports, launched() as chromium:
        for look, size, scheme in (
            ("desktop", DESKTOP, "light"),
            ("phone", PHONE, "light"),
            ("dark", DESKTOP, "dark"),
        ):
            for name, picture in _pictures(chromium, ports, size, scheme):
                _keep(picture, FOLDER / f"{name}-{look}.png")


def _pictures(
    chromium: Browser, ports: Ports, size: ViewportSize, scheme: str
) -> Iterator[tuple[str, bytes]]:
    url = f"http://{LABELS[0].host}:{ports.web}"
    page = chromium.new_page(base_url=url, viewport=size, reduced_motion="reduce")
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    for name, path in BEFORE_SIGNING_IN.items():
        yield name, _picture(page, path)
    sign_in(page)
    page.get_by_role("link", name="support.acme-tools.test").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("support.acme-tools.test")
    domain = page.url
    for name, path in {**PAGES, **{name: domain + path for name, path in OF_A_DOMAIN.items()}}.items():
        yield name, _picture(page, path)
    yield from _on_the_way(page)
    page.close()
    yield "delivery", _of_the_other_brand(chromium, ports, size, scheme)
    yield from _of_the_console(chromium, ports, size, scheme)


def _on_the_way(page: Page) -> Iterator[tuple[str, bytes]]:
    """Pages that one comes to by doing something."""
    page.goto("/domains/add-many/")
    page.get_by_label("Your domains").fill(A_LIST)
    page.get_by_role("button", name="Check the list").click()
    page.get_by_role("table").wait_for()
    yield "add-many-checked", page.screenshot(full_page=True)
    page.goto("/")
    page.get_by_role("link", name="acme-tools.test", exact=True).click()
    page.get_by_role("heading", name="acme-tools.test is ready").wait_for(timeout=PATIENCE)
    yield "domain-ready", page.screenshot(full_page=True)
    page.get_by_role("link", name="Send a test message").click()
    yield "test-message", page.screenshot(full_page=True)
    page.get_by_role("main").get_by_role("button").first.click()
    page.wait_for_load_state("load")
    yield "test-message-sent", page.screenshot(full_page=True)
    page.goto("/")
    page.get_by_role("link", name="support.acme-tools.test").click()
    page.get_by_role("link", name="Send a link").click()
    page.get_by_role("button", name="Make").click()
    page.goto(page.locator(".copyable code").first.inner_text())
    yield "shared", page.screenshot(full_page=True)


def _of_the_other_brand(chromium: Browser, ports: Ports, size: ViewportSize, scheme: str) -> bytes:
    """There customers say themselves where their mail goes."""
    page = chromium.new_page(base_url=f"http://{LABELS[1].host}:{ports.web}", viewport=size)
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    picture = _picture(sign_in(page, brand=1), "/delivery/")
    page.close()
    return picture


def _of_the_console(
    chromium: Browser, ports: Ports, size: ViewportSize, scheme: str
) -> Iterator[tuple[str, bytes]]:
    page = chromium.new_page(
        base_url=f"http://console.localhost:{ports.web}", viewport=size, reduced_motion="reduce"
    )
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    enter_console(page, ports)
    for name, path in OF_THE_CONSOLE.items():
        page.set_viewport_size(size)
        page.goto(path)
        whole = page.evaluate(
            "document.documentElement.scrollHeight"
        )  # what sticks to its end would cover the middle
        page.set_viewport_size({**size, "height": max(whole, size["height"])})
        yield f"console-{name}", page.screenshot()
    page.close()


def _picture(page: Page, path: str) -> bytes:
    page.goto(path)
    page.wait_for_load_state("load")
    return page.screenshot(full_page=True)


def _keep(picture: bytes, where: Path) -> None:
    with Image.open(io.BytesIO(picture)) as image:
        image.convert("RGB").quantize(COLOURS).save(where, optimize=True)
    sys.stderr.write(f"{where.name}\n")


if __name__ == "__main__":
    main()
