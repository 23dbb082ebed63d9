"""Roles in words: what each is called, and what it is for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.utils.html import format_html
from django.utils.safestring import SafeString
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
    Role.OWNER: _("May do everything, and decides who is an owner or administrator."),
    Role.ADMIN: _("Adds and removes domains, and manages members and viewers."),
    Role.MEMBER: _("Adds domains and sends test messages."),
    Role.VIEWER: _("Looks at everything and changes nothing."),
}

_CHOICE = "<span><strong>{}</strong><small>{}</small></span>"


def choices(roles: Iterable[Role]) -> list[tuple[str, SafeString]]:
    """For a form that offers these roles: the name, and below it what it is for."""
    return [(role, format_html(_CHOICE, ROLE_NAMES[role], ROLE_PURPOSES[role])) for role in roles]
