"""Inbound addresses in the console: sent again, or deleted once no domain needs them."""

from __future__ import annotations

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from cloudmailin.lifecycle import addresses
from cloudmailin.models import Address
from portal.console.readonly import ReadOnly
from portal.console.site import ModelAdmin, register


@register(Address)
class AddressAdmin(ReadOnly, ModelAdmin[Address]):
    brand_path = "tenant__brand"
    list_display = ["__str__", "tenant", "target", "target_format", "has_auth_header", "applied", "problem"]
    list_filter = ["account", "is_shared", "is_custom"]
    list_select_related = ["tenant"]
    search_fields = ["email", "tenant__name", "target"]
    exclude = ["auth_header"]
    actions = ["send_again", "delete_at_cloudmailin"]

    @admin.display(description="authorization", boolean=True)
    def has_auth_header(self, address: Address) -> bool:
        return bool(address.auth_header)

    @admin.display(description="at CloudMailin", boolean=True)
    def applied(self, address: Address) -> bool | None:
        return address.is_applied if address.remote_id else None

    def has_send_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("cloudmailin.change_address"))

    @admin.action(description="Send to CloudMailin again", permissions=["send"])
    def send_again(self, request: HttpRequest, chosen: QuerySet[Address]) -> None:
        for address in chosen:
            addresses.send_again(address)
        messages.success(request, f"{len(chosen)} address(es) will be sent again.")

    @admin.action(description="Delete at CloudMailin (only those without domains)", permissions=["send"])
    def delete_at_cloudmailin(self, request: HttpRequest, chosen: QuerySet[Address]) -> None:
        """No domain can lose its address this way, and a later need makes another."""
        in_use = [address for address in chosen if not _released(address)]
        if in_use:
            named = ", ".join(str(address.tenant) for address in in_use)
            messages.error(request, f"Domains still receive through the addresses of: {named}.")
        if done := len(chosen) - len(in_use):
            messages.success(request, f"{done} address(es) will be deleted at CloudMailin.")


def _released(address: Address) -> bool:
    try:
        addresses.release(address)
    except addresses.InUse:
        return False
    return True
