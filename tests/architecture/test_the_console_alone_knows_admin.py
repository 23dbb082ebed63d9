"""Django admin is one face among others: only the console imports it (import-linter can't see part of a package)."""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).parents[2]


def imports(module: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(module.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{each.name}" for each in node.names)}
        elif isinstance(node, ast.Import):
            found |= {each.name for each in node.names}
    return found


def test_only_the_console_imports_django_admin() -> None:
    ours = (path for floor in ("portal", "cloudmailin", "tenants") for path in (ROOT / floor).rglob("*.py"))
    knowing = {
        path.relative_to(ROOT)
        for path in ours
        if any(name.startswith("django.contrib.admin") for name in imports(path))
    }
    assert knowing
    assert {path.parts[:2] for path in knowing} == {("portal", "console")}
