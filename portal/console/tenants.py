"""Tenants in the console: suspended and resumed, and closed with all of their domains given up with care."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from unfold.widgets import UnfoldAdminTextareaWidget

from cloudmailin.models import Domain
from cloudmailin.ownership.release import release_all
from cloudmailin.ownership.rules import OPEN
from portal.accounts.postbox import post
from portal.console.audited import Audited, Undeletable
from portal.console.confirm import ask, is_confirmed
from portal.console.inviting import InvitationInline, InvitingForm, invite_owner
from portal.console.of_brand import brand_of_staff
from portal.console.site import TabularInline, register
from portal.farewell import tell_owners
from portal.letters import letter
from portal.links import link
from tenants import deletion
from tenants.audit import AuditAction, record
from tenants.models import Membership, Note, Tenant, User
from tenants.sign_up import approve
from tenants.suspension import close, resume, suspend

_MAIL_FLOWS = "Its people can look and change nothing. Mail flows on."
_GIVEN_UP = "Its people can look and change nothing. Its {count} domain(s) are given up, each once its MX records are gone."
_DELETED = (
    "Everything goes on for {days} days, and its owners or you can undo it. Then its {count} domain(s) are given up, each"
    " once its MX records are gone, and after that what is known of its people is deleted."
)
_CLOSED = "It is gone for its people, for good. Its {count} domain(s) are given up, each once its MX records are gone."


_MOST_DOMAINS = 20


class MembershipInline(TabularInline[Membership, Tenant]):
    model = Membership
    autocomplete_fields = ["user"]
    extra = 0


class NoteForm(forms.ModelForm[Note]):
    class Meta:
        model = Note
        fields = ["text"]
        widgets = {"text": UnfoldAdminTextareaWidget(attrs={"rows": 2})}


class NoteInline(TabularInline[Note, Tenant]):
    """Written once, and neither changed nor taken back."""

    model = Note
    form = NoteForm
    extra = 1
    verbose_name_plural = "notes, for staff alone"
    fields = ["text", "author", "at"]
    readonly_fields = ["author", "at"]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@register(Tenant)
class TenantAdmin(Undeletable, Audited):
    brand_path = "brand"
    form = InvitingForm
    change_list_template = "console/tenants/list.html"
    change_form_template = "console/tenants/change.html"
    list_display = [
        "name",
        "brand",
        "created_at",
        "awaits_approval",
        "suspended_at",
        "closed_at",
        "deletes_at",
    ]
    list_filter = [
        "brand",
        "awaits_approval",
        ("suspended_at", admin.EmptyFieldListFilter),
        ("closed_at", admin.EmptyFieldListFilter),
    ]
    list_select_related = ["brand"]
    search_fields = ["name", "memberships__user__email"]
    readonly_fields = [
        "domains",
        "public_id",
        "awaits_approval",
        "suspended_at",
        "closed_at",
        "deletes_at",
        "erased_at",
    ]
    inlines = [NoteInline, MembershipInline, InvitationInline]
    actions = [
        "approve",
        "suspend",
        "suspend_and_release",
        "resume",
        "close",
        "delete_after_grace",
        "undo_deletion",
    ]

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {"brand": brand_of_staff(request), **super().get_changeform_initial_data(request)}

    def get_readonly_fields(self, request: HttpRequest, obj: Tenant | None = None) -> Any:
        """Its domains hang on the account of its brand, so it stays with that."""
        fields = super().get_readonly_fields(request, obj)
        return [*fields, "brand"] if obj else fields

    @admin.action(description="Approve (signed up by itself)", permissions=["change"])
    def approve(self, request: HttpRequest, chosen: QuerySet[Tenant]) -> None:
        done = sum(_let_in(tenant, cast(User, request.user)) for tenant in chosen)
        messages.success(request, f"{done} of {len(chosen)} approved, and told by mail.")

    def get_fields(self, request: HttpRequest, obj: Tenant | None = None) -> Any:
        fields = super().get_fields(request, obj)
        may_invite = request.user.has_perm("tenants.add_invitation")
        return [name for name in fields if name != "email" or may_invite]

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        if formset.model is Note:
            for each in formset.forms:
                each.instance.author = cast(User, request.user)
        super().save_formset(request, form, formset, change)

    @admin.display(description="domains")
    def domains(self, tenant: Tenant) -> str:
        """The first ones, what needs attention before the others, and the way to all."""
        if tenant.pk is None:
            return "–"
        there = Domain.objects.filter(tenant=tenant, removed_at=None)
        first = there.order_by("need", "name").select_related("receiving", "sending")[:_MOST_DOMAINS]
        links = (
            (reverse("admin:cloudmailin_domain_change", args=[each.pk]), each.name, _states(each))
            for each in first
        )
        every = f"{reverse('admin:cloudmailin_domain_changelist')}?tenant__id__exact={tenant.pk}"
        return format_html(
            '{}<a class="desk-link" href="{}">All {}</a>',
            format_html_join("", '<a class="desk-link" href="{}">{}</a> {}<br>', links),
            every,
            there.count(),
        )

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if email := form.cleaned_data.get("email"):
            invite_owner(request, form.instance, email)

    @admin.action(description="Suspend (mail flows on)", permissions=["change"])
    def suspend(self, request: HttpRequest, chosen: QuerySet[Tenant]) -> HttpResponse | None:
        def go(tenant: Tenant) -> bool:
            return suspend(tenant, actor=cast(User, request.user))

        return self._go(request, chosen, "suspend", "Suspend", _MAIL_FLOWS, go)

    @admin.action(description="Suspend and give up all domains", permissions=["change"])
    def suspend_and_release(self, request: HttpRequest, chosen: QuerySet[Tenant]) -> HttpResponse | None:
        def go(tenant: Tenant) -> bool:
            actor = cast(User, request.user)
            suspend(tenant, actor=actor)
            return bool(release_all(tenant, reason="suspended", actor=actor))

        return self._go(
            request, chosen, "suspend_and_release", "Suspend and give up all domains", _GIVEN_UP, go
        )

    @admin.action(description="Resume", permissions=["change"])
    def resume(self, request: HttpRequest, chosen: QuerySet[Tenant]) -> None:
        done = sum(resume(tenant, actor=cast(User, request.user)) for tenant in chosen)
        messages.success(request, f"{done} of {len(chosen)} resumed.")

    @admin.action(description="Close and give up all domains", permissions=["change"])
    def close(self, request: HttpRequest, chosen: QuerySet[Tenant]) -> HttpResponse | None:
        def go(tenant: Tenant) -> bool:
            actor = cast(User, request.user)
            is_closed = close(tenant, actor=actor)
            release_all(tenant, reason="closed", actor=actor)
            return is_closed

        return self._go(request, chosen, "close", "Close and give up all domains", _CLOSED, go)

    @admin.action(description="Delete after the days of grace", permissions=["change"])
    def delete_after_grace(self, request: HttpRequest, chosen: QuerySet[Tenant]) -> HttpResponse | None:
        def go(tenant: Tenant) -> bool:
            is_asked = deletion.ask(tenant, actor=cast(User, request.user))
            if is_asked:
                tell_owners(tenant, "closing")
            return is_asked

        title, said = (
            "Delete after the days of grace",
            _DELETED.replace("{days}", str(settings.TENANT_GRACE.days)),
        )
        return self._go(request, chosen, "delete_after_grace", title, said, go)

    @admin.action(description="Undo the deletion", permissions=["change"])
    def undo_deletion(self, request: HttpRequest, chosen: QuerySet[Tenant]) -> None:
        undone = [each for each in chosen if deletion.undo(each, actor=cast(User, request.user))]
        for tenant in undone:
            tell_owners(tenant, "closing_undone")
        messages.success(request, f"{len(undone)} of {len(chosen)} are kept.")

    def _go(
        self,
        request: HttpRequest,
        chosen: QuerySet[Tenant],
        action: str,
        title: str,
        consequence: str,
        act: Callable[[Tenant], bool],
    ) -> HttpResponse | None:
        """Ask first; then do it tenant by tenant."""
        if is_confirmed(request):
            done = sum(act(tenant) for tenant in chosen)
            messages.success(request, f"{done} of {len(chosen)}: done.")
            return None
        rows = [(tenant, _evidence(tenant), consequence.format(count=_open(tenant))) for tenant in chosen]
        return ask(self, request, action, title, rows, "Domains keep their history.")


def _states(domain: Domain) -> str:
    return ", ".join(f"{each.use} {each.state}" for each in domain.attachments)


def _open(tenant: Tenant) -> int:
    return Domain.objects.filter(tenant=tenant, removed_at=None, claim__in=OPEN).count()


def _evidence(tenant: Tenant) -> str:
    return f"{tenant} ({tenant.brand}), {_open(tenant)} domain(s)."


def _let_in(tenant: Tenant, actor: User) -> bool:
    """And tell those who wait."""
    if not approve(tenant):
        return False
    record(AuditAction.TENANT_CHANGED, actor=actor, target=tenant, after={"awaits_approval": False})
    for one in tenant.memberships.select_related("user"):
        address = link(tenant.brand, "/login/")
        post(letter(tenant.brand, one.user.email, "sign_up_approved", {"address": address}))
    return True
