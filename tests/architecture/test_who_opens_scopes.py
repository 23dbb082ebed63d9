"""The walls between tenants are opened and lifted in these modules, and nowhere else: a new one is a decision, made here."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

LIFT = {
    "tenants": "audit erasure invitations scoping",
    "cloudmailin.delivery_log": "forget refresh",
    "cloudmailin.lifecycle": "addresses attach bulk check detach repair",
    "cloudmailin.ownership": "decide ending expire family release rivals watch",
    "cloudmailin.queue": "by_hand call claim line settle step",
    "cloudmailin.reconcile": "rounds",
    "cloudmailin.trials": "events",
    "portal": "mail metrics middleware personal_data seeds tenant_data",
    "portal.bench": "running",
    "portal.console": "audit",
    "portal.demo": "sowing wanted",
    "portal.doctor": "brands work",
    "portal.management.commands": "bench diagnose import_tenants reconcile",
    "portal.pages.domains": "sharing",
    "portal.viewing": "passes",
}
"""`across_tenants`: the queue and what it does, the schedule, staff's tools, and secrets that say whose they are."""

OPEN = {
    "tenants": "invitations scoping",
    "cloudmailin.delivery_log": "keep",
    "cloudmailin.lifecycle": "bulk",
    "portal": "middleware seeds team_letters",
    "portal.pages.audit": "views",
    "portal.pages.domains": "sharing",
}
"""`within`: a request's in the middleware; the others hold a row that says whose it is."""

_LIBRARY = {"django_scopes"}


def modules() -> Iterator[tuple[str, ast.Module]]:
    for floor in ("tenants", "cloudmailin", "portal"):
        for file in (ROOT / floor).rglob("*.py"):
            yield ".".join(file.relative_to(ROOT).with_suffix("").parts), ast.parse(file.read_text())


def named(tree: ast.Module) -> set[str]:
    """All names that a module imports, uses, or takes from another one."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            found.add(node.id)
        elif isinstance(node, ast.Attribute):
            found.add(node.attr)
        elif isinstance(node, ast.ImportFrom):
            found |= {node.module or "", *(alias.name for alias in node.names)}
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    return {each.partition(".")[0] if each.startswith("django_scopes") else each for each in found}


@pytest.mark.parametrize(("name", "allowed"), [("across_tenants", LIFT), ("within", OPEN)])
def test_the_walls_are_opened_where_it_was_decided(name: str, allowed: dict[str, str]) -> None:
    known = {f"{package}.{module}" for package, modules in allowed.items() for module in modules.split()}
    found = {module for module, tree in modules() if name in named(tree)}
    defined = {"tenants.scoping"}
    assert found | defined == known


def test_nobody_goes_round_them_to_the_library() -> None:
    assert {module for module, tree in modules() if _LIBRARY & named(tree)} == {"tenants.scoping"}
