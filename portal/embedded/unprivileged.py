"""A way to run a program that refuses root, and users without a name (a container's bare user id)."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from portal.embedded.stack import ServiceFailed


@dataclass(frozen=True, slots=True)
class Identity:
    """`before` is put in front of the command; `owner` is the user id that its private files need."""

    before: tuple[str, ...]
    owner: int


def identity(program: Path, folder: Path) -> Identity:
    """Who may run the program with its data below the folder. Raises ServiceFailed with what to do."""
    if os.geteuid() != 0 and _has_a_name(os.geteuid()):
        return Identity((), os.geteuid())
    nobody = pwd.getpwnam("nobody")
    if found := _in_a_namespace(nobody) or _as_nobody(nobody, program, folder):
        return found
    raise ServiceFailed(
        f"{program.name} runs neither as root nor as a user without a name, and cannot be run as another here. "
        "Run this as an ordinary user, or set DATABASE_URL to a PostgreSQL server."
    )


def _has_a_name(user: int) -> bool:
    try:
        return bool(pwd.getpwuid(user))
    except KeyError:
        return False


def _in_a_namespace(nobody: pwd.struct_passwd) -> Identity | None:
    """In a user namespace our files are nobody's: nothing changes its owner or mode (user_namespaces(7))."""
    before = ("unshare", "--user", f"--map-user={nobody.pw_uid}", "--")
    return Identity(before, owner=os.geteuid()) if _succeeds(*before, "true") else None


def _as_nobody(nobody: pwd.struct_passwd, program: Path, folder: Path) -> Identity | None:
    """Really another user, where namespaces are denied: only in places that everybody may enter."""
    before = ("setpriv", f"--reuid={nobody.pw_uid}", f"--regid={nobody.pw_gid}", "--clear-groups", "--")
    reachable = all(_succeeds(*before, "test", "-x", str(each)) for each in (program, folder))
    return Identity(before, owner=nobody.pw_uid) if reachable else None


def _succeeds(*command: str) -> bool:
    return (
        bool(shutil.which(command[0]))
        and not subprocess.run(command, capture_output=True, check=False).returncode
    )
