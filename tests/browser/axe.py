"""What axe-core finds on a page, on a desktop and a phone, light and dark."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, ViewportSize

SIZES: tuple[ViewportSize, ...] = ({"width": 1280, "height": 900}, {"width": 390, "height": 844})
ALL = frozenset({"minor", "moderate", "serious", "critical"})
SERIOUS = frozenset({"serious", "critical"})


def faults(page: Page, path: str, impacts: frozenset[str] = ALL) -> list[str]:
    """Of the page as it stands in all four looks; `impacts`: those of axe-core's that count."""
    found = []
    for size in SIZES:
        page.set_viewport_size(size)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            for each in Axe().run(page).response["violations"]:
                if each["impact"] in impacts:
                    where = [node["target"] for node in each["nodes"][:3]]
                    found.append(f"{path} {scheme} {size['width']}: {each['id']} {where}")
    return found
