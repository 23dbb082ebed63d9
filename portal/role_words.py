"""Roles in words: what each is called, and what it is for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from portal.words import Text
from tenants.roles import Role

ROLE_NAMES: Mapping[str, Text] = {
    Role.OWNER: _("Owner"),
    Role.ADMIN: _("Administrator"),
    Role.MEMBER: _("Member"),
    Role.VIEWER: _("Viewer"),
}

ROLE_PURPOSES: Mapping[str, Text] = {
    Role.OWNER: _("may do everything, and decides who is an owner or administrator"),
    Role.ADMIN: _("adds and removes domains, and manages members and viewers"),
    Role.MEMBER: _("adds domains and sends test messages"),
    Role.VIEWER: _("looks at everything and changes nothing"),
}


def choices(roles: Iterable[Role]) -> list[tuple[str, Text]]:
    """For a form that offers these roles."""
    return [(role, format_lazy("{}: {}", ROLE_NAMES[role], ROLE_PURPOSES[role])) for role in roles]
