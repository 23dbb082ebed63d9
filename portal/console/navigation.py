"""The console's sidebar: what staff look for, by subject and not by table's origin."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest
from django.urls import reverse

SUBJECTS: Mapping[str, Sequence[tuple[str, str, str]]] = {
    "Customers": [
        ("tenants.Tenant", "Tenants", "apartment"),
        ("tenants.User", "People", "person"),
        ("portal.Notice", "Mails to people", "mail"),
        ("tenants.Announcement", "Announcements", "campaign"),
    ],
    "Domains": [
        ("cloudmailin.Domain", "Domains", "dns"),
        ("cloudmailin.ContestedClaim", "Contested claims", "balance"),
        ("cloudmailin.Address", "Inbound addresses", "move_to_inbox"),
    ],
    "CloudMailin": [
        ("cloudmailin.Operation", "Operations", "pending_actions"),
        ("cloudmailin.ApiCall", "Calls", "swap_horiz"),
        ("cloudmailin.Account", "Accounts", "key"),
        ("cloudmailin.Drift", "Drift", "difference"),
        ("cloudmailin.Round", "Rounds", "sync"),
    ],
    "House": [
        ("tenants.Brand", "Brands", "sell"),
        ("tenants.AuditEntry", "Audit", "history"),
        ("cloudmailin.Worker", "Workers", "monitor_heart"),
        ("auth.Group", "Rights", "admin_panel_settings"),
    ],
}
"""For each subject its models: label, title, icon (Material Symbols)."""


def groups(site: AdminSite, request: HttpRequest) -> list[dict[str, Any]]:
    """As Unfold's sidebar wants them, without what the person may not see."""
    seen = {model._meta.label: known for model, known in site._registry.items()}
    home = [_item(request, "Dashboard", "space_dashboard", reverse("admin:index"))]
    listed: list[dict[str, Any]] = [{"title": "", "items": home}]
    for subject, models in SUBJECTS.items():
        items = [
            _item(request, title, icon, _list_of(label))
            for label, title, icon in models
            if label in seen and seen[label].has_view_or_change_permission(request)
        ]
        if items:
            listed.append({"title": subject, "separator": True, "items": items})
    return listed


def _list_of(label: str) -> str:
    return reverse(f"admin:{label.lower().replace('.', '_')}_changelist")


def _item(request: HttpRequest, title: str, icon: str, link: str) -> dict[str, Any]:
    is_home = link == reverse("admin:index")
    is_active = request.path == link if is_home else request.path.startswith(link)
    return {"title": title, "icon": icon, "link": link, "active": is_active, "has_permission": True}
