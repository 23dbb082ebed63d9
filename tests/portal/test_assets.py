"""What a page weighs: one stylesheet, one script, no build step."""

from __future__ import annotations

import re

from django.conf import settings

from portal.templatetags import components, icons

STATIC = settings.BASE_DIR / "static"
TEMPLATES = settings.BASE_DIR / "templates"
CSS, SCRIPTS = STATIC / "css" / "portal.css", [STATIC / "js" / "portal.js", STATIC / "js" / "passkeys.js"]


def named(pattern: str) -> set[str]:
    """What the pages of people name; staff's console has files of its own."""
    every = TEMPLATES.glob("**/*.html")
    pages = [
        each for each in every if not {"console", "admin", "unfold"} & {*each.relative_to(TEMPLATES).parts}
    ]
    return {name for page in pages for name in re.findall(pattern, page.read_text())}


def test_the_one_stylesheet_stays_under_40_kilobytes() -> None:
    assert named(r"css/[a-z]+\.css") == {"css/portal.css"}
    assert CSS.stat().st_size < 40_000


def test_the_one_script_beside_htmx_stays_under_15_kilobytes() -> None:
    """The pages of passkeys have one more, beside those of the library."""
    assert named(r"'(js/[a-z]+\.js)") == {"js/portal.js", "js/passkeys.js"}
    assert sum(script.stat().st_size for script in SCRIPTS) < 15_000


def test_nothing_is_fetched_from_elsewhere() -> None:
    assert not re.search(r"@import|url\(|https?:", CSS.read_text())


def test_what_moves_keeps_still_for_whoever_asks_for_that() -> None:
    css = CSS.read_text()
    for preference in ("prefers-reduced-motion: reduce", "forced-colors: active", "print"):
        assert re.search(rf"@media \(?{preference}", css), preference


def test_each_component_opens_with_its_variables() -> None:
    for component in (TEMPLATES / "components").glob("*.html"):
        first = component.read_text().splitlines()[0]
        assert re.match(r"\{# .+ (Variables: |Uses )", first), component.name


def test_each_component_is_shown_on_the_components_page() -> None:
    gallery = (TEMPLATES / "gallery" / "components.html").read_text()
    around = {
        *("header", "footer", "appearance", "account_menu", "switcher", "messages"),
        *("wordmark", "welcome", "deletion", "bell", "viewing", "announcements"),
    }
    for component in (TEMPLATES / "components").glob("*.html"):
        is_shown = f"components/{component.name}" in gallery or f"{{% {component.stem} " in gallery
        assert component.stem in around or is_shown, component.name


def test_each_component_that_is_a_tag_is_shown_on_the_components_page() -> None:
    gallery = (TEMPLATES / "gallery" / "components.html").read_text()
    gallery += (TEMPLATES / "components" / "timeline.html").read_text()
    for tag in (*components.register.tags, *icons.register.tags):
        assert f"{{% {tag} " in gallery, tag
