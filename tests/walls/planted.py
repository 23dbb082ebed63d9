"""`python -m tests.walls.planted [NAME …]`: take one wall away at a time, in a copy of the tree, and see the tests fail.

A wall that can be taken away unnoticed is none. Prints one line of JSON; ends with 1 where one was not missed.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
_TEST_FAILED = 1
"""pytest's exit code; all others say that the tests were not run."""


@dataclass(frozen=True, slots=True)
class Plant:
    """`old` stands once in `file` and becomes `new`; `tests` are to notice."""

    name: str
    file: str
    old: str
    new: str
    tests: str


_SCOPING, _TEAM = "tests/tenants/test_scoping.py", "tests/portal/test_pages_team.py"
_SHARING, _JOINING = "tests/portal/test_pages_sharing.py", "tests/portal/test_pages_joining.py"
_ACCESS, _HOSTS, _HEADERS = (
    "tests/portal/test_access.py",
    "tests/walls/test_hosts.py",
    "tests/walls/test_headers.py",
)
_CONSOLE = "tests/portal/test_console_of_brand.py"
_WALLS, _INVITING = "tests/portal/test_walls.py", "tests/tenants/test_invitations.py"
_HOSTILE = "tests/portal/test_hostile_text.py"
_VIEWING = "tests/portal/test_viewing.py"

PLANTS = [
    Plant("scope filter", "tenants/scoping.py", "rows.filter(tenant=tenant)", "rows", _SCOPING),
    Plant("scope outside", "tenants/scoping.py", "    if tenant is None:\n        raise", "    if 0:\n        raise", _SCOPING),
    Plant("base manager", "tenants/scoping.py", '        base_manager_name = "objects"\n', "", _SCOPING),
    Plant("guarded save", "tenants/scoping.py", "        _check(self)\n        super().save", "        super().save", _SCOPING),
    Plant("guarded bulk", "tenants/scoping.py", "            _check(row)\n", "            pass\n", _SCOPING),
    Plant("forged delete", "tenants/scoping.py", "if not type(self)._base_manager.filter(pk=self.pk).exists()", "if 0", _SCOPING),
    Plant("rows stay", "tenants/scoping.py", "kwargs[name] not in (tenant, tenant.pk)", "0", _SCOPING),
    Plant("lifted queries", "tenants/scoping.py", "if self.is_lifted and not _are_lifted()", "if 0", _SCOPING),
    Plant("raw SQL", "tenants/scoping.py", "super().raw(*args, **kwargs) if _are_lifted() else self._refuse()", "super().raw(*args, **kwargs)", _SCOPING),
    Plant("upsert", "tenants/scoping.py", 'kwargs.get("update_conflicts") and', "0 and", _SCOPING),
    Plant("role check", "portal/access.py", "not allows(request.membership, action)", "0", _ACCESS),
    Plant("sign-in", "portal/access.py", "    if not request.user.is_authenticated:\n        return _to_login(request)\n", "", _ACCESS),
    Plant("staff", "portal/access.py", "return None if is_staff else _to_login(request)", "return None", _ACCESS),
    Plant("one rule", "portal/access.py", "if worn := rule_of(view):", "if (worn := rule_of(view)) and 0:", _ACCESS),
    Plant("unknown host", "portal/middleware.py", "        if request.brand is None:\n            return HttpResponse(", "        if request.brand is None:\n            from tenants.models import Brand\n            request.brand = Brand.objects.first()\n        if request.brand is None:\n            return HttpResponse(", _HOSTS),
    Plant("forwarded host", "portal/settings.py", "X_FRAME_OPTIONS =", "USE_X_FORWARDED_HOST = True\nX_FRAME_OPTIONS =", _HOSTS),
    Plant("framing", "portal/settings.py", '"frame-ancestors": [NONE]', '"frame-ancestors": [SELF]', _HEADERS),
    Plant("inline script", "portal/settings.py", '"script-src": [SELF]', '"script-src": [SELF, "\'unsafe-inline\'"]', _HEADERS),
    Plant("caches", "portal/headers.py", "            add_never_cache_headers(response)\n", "", _HEADERS),
    Plant("cookie for siblings", "portal/settings.py", "CSRF_COOKIE_HTTPONLY = True", 'CSRF_COOKIE_HTTPONLY = True\nSESSION_COOKIE_DOMAIN = "localhost"', _HEADERS),
    Plant("script reads cookie", "portal/settings.py", "CSRF_COOKIE_HTTPONLY = True", "SESSION_COOKIE_HTTPONLY = False", _HEADERS),
    Plant("member of another", "portal/pages/team/views.py", "pk=pk, tenant=mine.tenant)", "pk=pk)", _TEAM),
    Plant("who may give", "portal/pages/team/views.py", "or not may_give(mine.role, of.role)", "", _TEAM),
    Plant("link's brand", "portal/pages/domains/sharing.py", ", tenant__brand=request.brand", "", _SHARING),
    Plant("link's end", "portal/models.py", "return self.revoked_at is None and now < self.expires_at", "return True", _SHARING),
    Plant("invitation's brand", "tenants/invitations.py", "brand=brand, tenant__brand=brand).first()", ").first()", _INVITING),
    Plant("session's brand", "portal/accounts/sessions.py", "            request.session.flush()\n", "            pass\n", "tests/portal/test_sign_in.py"),
    Plant("staff's brand", "portal/console/of_brand.py", "    if not _leads_to_many(rows.model, path):\n        return rows.filter(**{path: brand})", "    if not _leads_to_many(rows.model, path):\n        return rows", _CONSOLE),
    Plant("staff's choices", "portal/console/of_brand.py", 'given["queryset"] = choices(self.admin_site, db_field.remote_field.model, request)\n        return super().formfield_for_foreignkey', "pass\n        return super().formfield_for_foreignkey", _CONSOLE),
    Plant("brand's desk", "portal/console/brand/desk.py", 'within_brand(Brand.objects.all(), "pk", request)', "Brand", _CONSOLE),
    Plant("house's own", "portal/console/of_brand.py", "return brand is None or bool(brand and self.brand_path != HOUSE)", "return True", _CONSOLE),
    Plant("only looking", "portal/viewing/wall.py", "request.method in _SAFE and ", "", _VIEWING),
    Plant("pages of one's own", "portal/viewing/wall.py", " and is_theirs", "", _VIEWING),
    Plant("one customer at a time", "portal/viewing/wall.py", "if one.tenant_id == request.viewing.tenant_id", "", _VIEWING),
    Plant("escape", "templates/components/account_menu.html", "menu-label\">{{ request.membership.tenant.name }}", "menu-label\">{{ request.membership.tenant.name|safe }}", _HOSTILE),
    Plant("mail's header", "portal/letters.py", "subject=one_line(subject)", "subject=subject", _HOSTILE),
    Plant("formula", "portal/spreadsheet.py", """f"'{shown}" if""", "shown if", "tests/portal/test_spreadsheet.py"),
    Plant("brand's members", "tenants/access.py", "filter(user=user, tenant__brand=brand, ", "filter(user=user, ", _WALLS),
]  # fmt: skip


def is_caught(plant: Plant, *, anew: bool = True) -> bool:
    """The tests' database is kept for the next plant; `anew` makes it first.

    Raises RuntimeError where the wall is no longer there to be taken away, or the tests could not be run.
    """
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder) / "tree"
        _copy(tree)
        _take_away(plant, tree / plant.file)
        options = ["-n", "0", "-x", "-p", "no:cacheprovider", "--reuse-db"] + (
            ["--create-db"] if anew else []
        )
        command = [sys.executable, "-m", "pytest", *options, *plant.tests.split()]
        ran = subprocess.run(
            command, cwd=tree, capture_output=True, text=True, check=False, env=_environment(tree)
        )
        if ran.returncode not in {0, _TEST_FAILED}:
            raise RuntimeError(f"{plant.name}: {ran.stdout[-2000:]}{ran.stderr[-2000:]}")
        return ran.returncode == _TEST_FAILED


def stale(plant: Plant) -> bool:
    """Whether the code has moved on, so that there is nothing to take away."""
    return (ROOT / plant.file).read_text().count(plant.old) != 1


def _copy(tree: Path) -> None:
    names = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    for name in filter(None, names.stdout.split("\0")):
        (tree / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, tree / name)


def _take_away(plant: Plant, file: Path) -> None:
    if stale(plant):
        raise RuntimeError(f"{plant.name}: {plant.file} no longer has “{plant.old}” once.")
    file.write_text(file.read_text().replace(plant.old, plant.new))


def _environment(tree: Path) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(tree), "PYTHONDONTWRITEBYTECODE": "1"}


def main(names: list[str]) -> int:
    """One line for each plant on standard error as it goes, the sum as JSON."""
    chosen = [plant for plant in PLANTS if not names or plant.name in names]
    missed = []
    for plant in chosen:
        caught = is_caught(plant, anew=plant is chosen[0])
        sys.stderr.write(f"{plant.name}: {'caught' if caught else 'MISSED'}\n")
        missed += [] if caught else [plant.name]
    summary = {"planted": len(chosen), "caught": len(chosen) - len(missed), "missed": missed}
    sys.stdout.write(json.dumps(summary) + "\n")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
