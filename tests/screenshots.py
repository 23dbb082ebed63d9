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
    "audit": "/audit/",
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
OF_A_DOMAIN = {"domain": "", "share": "links/", "remove": "remove/"}


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
    page.close()
    yield from _of_the_console(chromium, ports, size, scheme)


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
