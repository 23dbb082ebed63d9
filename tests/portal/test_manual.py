"""The manual names nothing that is not there: commands with their options, targets, variables, metrics, links."""

from __future__ import annotations

import re
from itertools import chain
from pathlib import Path

import pytest
import yaml
from django.core.management import get_commands, load_command_class

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
TEXT = {page.name: page.read_text() for page in PAGES}
VARIABLES = set(re.findall(r"^(?:# )?([A-Z0-9_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
FILES = [*ROOT.glob("portal/**/*.py"), *ROOT.glob("cloudmailin/**/*.py"), ROOT / "Makefile"]


def found(pattern: str) -> list[tuple[str, ...]]:
    """Every match with its page in front."""
    return [
        (name, *(match if isinstance(match, tuple) else (match,)))
        for name, text in TEXT.items()
        for match in re.findall(pattern, text)
    ]


@pytest.mark.parametrize(("page", "command", "rest"), found(r"manage\.py (\w+)([^`\n]*)"))
def test_a_command_is_there_with_its_options(page: str, command: str, rest: str) -> None:
    app = get_commands().get(command)
    assert app, f"{page}: manage.py {command}"
    loaded = load_command_class(app, command) if isinstance(app, str) else app
    parser = loaded.create_parser("manage.py", command)
    assert set(re.findall(r"(?<= )--[a-z-]+", rest)) <= set(re.findall(r"--[a-z-]+", parser.format_help())), (
        page
    )


@pytest.mark.parametrize(("page", "target"), found(r"(?:`|\n    |= )(?:[A-Z]+=\d+ )?make ([a-z-]+)"))
def test_a_target_is_there(page: str, target: str) -> None:
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(), re.MULTILINE), f"{page}: make {target}"


@pytest.mark.parametrize(("page", "name"), sorted(set(found(r"`([A-Z][A-Z0-9]*_[A-Z0-9_]+)(?:=[^`]*)?`"))))
def test_a_variable_is_in_the_example_or_in_the_code(page: str, name: str) -> None:
    named = VARIABLES | {f"{each}_FILE" for each in VARIABLES} | {"NAME_FILE"}
    assert name in named or any(name in each.read_text() for each in FILES), f"{page}: {name}"


@pytest.mark.parametrize(("page", "link"), found(r"\]\((?!https?:|#)([^)#]+)"))
def test_a_link_leads_somewhere(page: str, link: str) -> None:
    folder = ROOT if page == "README.md" else ROOT / "docs"
    assert (folder / link).exists(), f"{page}: {link}"


def test_every_service_that_the_manual_speaks_to_is_in_the_compose_file() -> None:
    services = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
    spoken = chain(
        found(r"docker compose (?:exec|run)(?: -T| --rm)* (\w+)"),
        (
            (page, each)
            for page, names in found(r"docker compose (?:stop|logs) ((?:\w+ ?)+)")
            for each in names.split()
        ),
    )
    assert {name for _, name in spoken} <= set(services)


def test_every_metric_of_the_manual_is_counted() -> None:
    code = "".join((ROOT / each).read_text() for each in ("portal/metrics.py", "cloudmailin/measures.py"))
    told = {re.sub(r"_total$", "", name) for name in re.findall(r"`(portal_[a-z_]+)`", TEXT["observe.md"])}
    composed = re.compile(r"portal_(dns_checks|mails)_(due|oldest_seconds)")
    assert {name for name in told if f'"{name}"' not in code and not composed.fullmatch(name)} == set()
