"""Brands and users in the console."""

from __future__ import annotations

from typing import Any, cast

from allauth.mfa.models import Authenticator
from django.contrib import admin, messages
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm
from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm

from portal.console.accounts import AccountInline
from portal.console.audited import Audited, Undeletable
from portal.console.confirm import ask, is_confirmed
from portal.console.of_brand import HOUSE, brand_of_staff
from portal.console.site import register
from tenants.audit import AuditAction, record
from tenants.models import Brand, Membership, User

_ONE_STEP = "Their app, passkeys and recovery codes work no more; their password alone is enough then."
_OF_EVERYBODY = ["email", "name", "is_active"]
"""What staff of any brand may know of a person."""

_BE_SURE = "Be sure that it is they who ask: whoever has their password gets in."


@register(Brand)
class BrandAdmin(Undeletable, Audited):
    """What is behind a brand. What customers see of it, and its host names, have pages of their own."""

    brand_path = "pk"
    list_display = ["name", "slug", "support_email", "desk"]
    search_fields = ["name", "hosts__name"]
    prepopulated_fields = {"slug": ["name"]}
    readonly_fields = ["desk"]
    fieldsets = [
        (None, {"fields": ["desk", "name", "slug", "support_email"]}),
        ("Signing in", {"fields": ["sign_up", "second_factor_required"]}),
        ("Domains", {"fields": ["proof_label", "sending_before_proof", "release_days"]}),
        (
            "Own names in DNS",
            {
                "fields": ["mx_hosts", "return_path_host", "dkim_suffix"],
                "description": "Try them with one domain of your own first: whether the mail service accepts a chain of "
                "names is up to it. Who has published a name goes on needing it when it is taken away here.",
            },
        ),
    ]
    inlines = [AccountInline]

    @admin.display(description="Pages of its own")
    def desk(self, brand: Brand) -> str:
        if brand.pk is None:
            return "Once it is saved: its look, and its host names."
        look, hosts = reverse("brand_look", args=[brand.pk]), reverse("brand_hosts", args=[brand.pk])
        return format_html('<a href="{}">Look and texts</a> · <a href="{}">Host names</a>', look, hosts)


class NewUserForm(UserCreationForm, AdminUserCreationForm[User]):
    class Meta:
        model = User
        fields = ["email", "name"]


class PersonForm(UserChangeForm):
    """The rule about the brand is asked of who chooses it; a profile, of which it is no field, is saved without."""

    def clean(self) -> dict[str, Any] | None:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        is_limited = given.get("is_staff") and not given.get("is_superuser")
        if "brand" in self.fields and is_limited and not given.get("brand"):
            self.add_error("brand", "Choose the brand that they work for: without one they see nothing.")
        return given


@register(User)
class PersonAdmin(Undeletable, Audited, UserAdmin[User]):
    brand_path = "memberships__tenant__brand"
    form = PersonForm
    add_form = NewUserForm
    change_password_form = AdminPasswordChangeForm
    ordering = ["email"]
    list_display = ["email", "name", "is_staff", "brand", "last_login"]
    list_filter = ["is_staff", "is_active", "brand"]
    list_select_related = ["brand"]
    search_fields = ["email", "name"]
    readonly_fields = ["last_login", "created_at"]
    fieldsets = [
        (None, {"fields": ["email", "password", "name"]}),
        ("Access", {"fields": ["is_active", "is_staff", "brand", "is_superuser", "groups"]}),
        ("Dates", {"fields": ["last_login", "created_at"]}),
    ]
    add_fieldsets = [(None, {"fields": ["email", "name", "usable_password", "password1", "password2"]})]
    actions = ["remove_second_step"]

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> Any:
        """Staff of a brand see who somebody is, and nothing of how and where they sign in."""
        if brand_of_staff(request) is None:
            return super().get_fieldsets(request, obj)
        return [(None, {"fields": _OF_EVERYBODY})]

    def get_list_display(self, request: HttpRequest) -> Any:
        return super().get_list_display(request) if brand_of_staff(request) is None else _OF_EVERYBODY

    def has_add_permission(self, request: HttpRequest) -> bool:
        return brand_of_staff(request) is None and super().has_add_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """A person may be known under other brands too, and who is staff is for superusers to say."""
        return brand_of_staff(request) is None and super().has_change_permission(request, obj)

    def has_rescue_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("tenants.change_user"))

    @admin.action(description="Remove the second step (lost phone)", permissions=["rescue"])
    def remove_second_step(self, request: HttpRequest, chosen: QuerySet[User]) -> HttpResponse | None:
        theirs = _nobody_elses(chosen, brand_of_staff(request))
        if not is_confirmed(request):
            rows = [(each, each.email, _ONE_STEP if each in theirs else "") for each in chosen]
            return ask(self, request, "remove_second_step", "Remove the second step", rows, _BE_SURE)
        with transaction.atomic():
            for person in theirs:
                Authenticator.objects.filter(user=person).delete()
                record(AuditAction.SECOND_FACTOR_REMOVED, actor=cast(User, request.user), target=person)
        messages.success(request, f"{len(theirs)} of {len(chosen)}: done.")
        return None


def _nobody_elses(people: QuerySet[User], brand: int | None) -> list[User]:
    """All of them for superusers; else those who are no staff, and known under this brand alone."""
    if brand is None:
        return list(people)
    elsewhere = Membership.objects.exclude(tenant__brand=brand).values("user")
    return list(people.filter(is_staff=False, is_superuser=False).exclude(pk__in=elsewhere))


@register(Group)
class RightsAdmin(Audited, GroupAdmin):  # type: ignore[misc]
    """What staff may do besides what all staff of a brand may (portal/accounts/rights.py)."""

    brand_path = HOUSE
