"""The desk where staff change a brand's look: what is typed is seen at once, in every frame, and saved by nobody yet."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import FrameLocator, Page, expect

from portal.embedded.ports import Ports
from portal.seeds import LABELS, PASSWORD, STAFF
from tests.portal.picture_corpus import picture


def at_the_desk(page: Page, ports: Ports) -> Page:
    console = f"http://console.localhost:{ports.web}"
    page.goto(f"{console}/login/")
    page.get_by_label("E-mail address").fill(STAFF)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.goto(f"{console}/admin/tenants/brand/")
    page.get_by_role("link", name=LABELS[0].name).first.click()
    page.goto(re.sub(r"/admin/tenants/brand/(\d+)/.*", r"/brands/\1/look/", page.url))
    expect(page.get_by_role("heading", name="Preview")).to_be_visible()
    return page


def frames(page: Page) -> list[FrameLocator]:
    return [page.frame_locator(f"iframe >> nth={number}") for number in range(page.locator("iframe").count())]


def test_the_preview_follows_what_is_typed_and_saves_nothing(
    visit: Callable[..., Page], ports: Ports
) -> None:
    page = at_the_desk(visit(), ports)
    assert len(frames(page)) >= 2
    page.get_by_label("Name", exact=True).fill("Sea & <b>Breeze</b>")
    for frame in frames(page):
        expect(frame.locator("body")).to_contain_text("Sea & <b>Breeze</b>")
        expect(frame.locator("body")).not_to_contain_text(LABELS[0].name)
    page.locator("input[name=new_logo]").set_input_files(
        {"name": "logo.png", "mimeType": "image/png", "buffer": picture(size=(320, 80))}
    )
    for frame in frames(page):
        expect(frame.locator("img[src^='data:image/png']").first).to_be_visible()
    page.reload()
    expect(page.get_by_label("Name", exact=True)).to_have_value(LABELS[0].name)


def test_another_colour_and_another_page_are_shown_with_their_contrast(
    visit: Callable[..., Page], ports: Ports
) -> None:
    page = at_the_desk(visit(), ports)
    before = page.locator("#contrast").inner_text()
    page.get_by_label("Colour", exact=False).first.fill("#ffd400")
    expect(page.locator("#contrast")).not_to_have_text(before)
    for kind, is_sign_in, is_mail in (
        ("mail", False, True),
        ("domain", False, False),
        ("sign-in", True, False),
    ):
        page.locator(f"input[name=what][value={kind}]").check()
        for frame in frames(page):
            expect(frame.get_by_label("Password")).to_have_count(int(is_sign_in))
            expect(frame.locator("iframe[srcdoc*='Questions?']")).to_have_count(int(is_mail))
            expect(frame.locator("body")).to_contain_text(LABELS[0].name)
