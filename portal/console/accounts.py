"""CloudMailin accounts in the console: the key is written, never shown."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from unfold.widgets import UnfoldAdminPasswordWidget, UnfoldBooleanSwitchWidget

from cloudmailin import targets
from cloudmailin.lifecycle import addresses
from cloudmailin.models import Account
from cloudmailin.models.account import AddressPolicy
from cloudmailin.queue import circuit
from cloudmailin.reconcile.rounds import begin, prove
from cloudmailin.targets import InvalidTarget
from cloudmailin.trials import hook
from portal.console.audited import Audited
from portal.console.confirm import ask, is_confirmed
from portal.console.site import StackedInline, register
from portal.links import link
from tenants.audit import AuditAction, record
from tenants.models import Brand, User

_CREDENTIALS = {"base_url", "remote_id", "new_key"}
_TEMPLATE = {"inbound_target", "inbound_format", "new_auth", "remove_auth"}
_SAMPLE = "00000000-0000-4000-8000-000000000000"
_FIELDS = (
    "base_url",
    "remote_id",
    "new_key",
    "address_policy",
    "inbound_target",
    "inbound_format",
    "domain_targets",
    "new_auth",
    "remove_auth",
    "smtp_username",
    "new_smtp_token",
    "trial_sender",
    "calls_per_period",
    "period_seconds",
)
_SECRETS = frozenset({"new_key", "new_auth", "remove_auth", "new_smtp_token"})


_PROVING = (
    "The account is read with its new credentials; nothing else is called until what we know was found there."
)
_WHERE = "Calls say whether the key is taken, Rounds whether it is the account that the portal knows."


class AccountForm(forms.ModelForm[Account]):
    asked_by: User | None = None
    """Who is named in the audit as having asked for the reading of an account with new credentials."""

    new_key = forms.CharField(
        label="API key",
        required=False,
        widget=UnfoldAdminPasswordWidget(attrs={"autocomplete": "off"}),
        help_text="Leave empty to keep the key that is stored.",
    )
    new_auth = forms.CharField(
        label="Authorization header",
        required=False,
        max_length=1000,
        widget=UnfoldAdminPasswordWidget(attrs={"autocomplete": "off"}),
        help_text="Sent to the target with every mail. Leave empty to keep the one that is stored, if any.",
    )
    remove_auth = forms.BooleanField(
        label="Remove the stored authorization header", required=False, widget=UnfoldBooleanSwitchWidget
    )
    new_smtp_token = forms.CharField(
        label="SMTP token",
        required=False,
        max_length=200,
        widget=UnfoldAdminPasswordWidget(attrs={"autocomplete": "off"}),
        help_text="Leave empty to keep the token that is stored.",
    )

    class Meta:
        model = Account
        fields = ["brand", *(name for name in _FIELDS if name not in _SECRETS)]

    def clean_new_key(self) -> str:
        key: str = self.cleaned_data["new_key"].strip()
        if not key and self.instance.pk is None:
            raise forms.ValidationError("A new account needs its API key.")
        return key

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if "inbound_target" in given:
            self._clean_target(given["inbound_target"], given.get("address_policy", ""))
        return given

    def _clean_target(self, target: str, policy: str) -> None:
        """The template is a target itself, with somebody's id in place of {tenant}."""
        if not target and policy == AddressPolicy.CUSTOMER:
            return
        if policy == AddressPolicy.SHARED and "{tenant}" in target:
            self.add_error(
                "inbound_target", "One address for all customers can't have {tenant} in its target."
            )
            return
        try:
            sample = targets.parse(
                target.replace("{tenant}", _SAMPLE),
                allow_private=settings.ALLOW_PRIVATE_TARGETS,
                allow_test=settings.ALLOW_TEST_DOMAINS,
            )
        except InvalidTarget as error:
            self.add_error("inbound_target", str(error))
        else:
            self.cleaned_data["inbound_target"] = sample.replace(_SAMPLE, "{tenant}")

    def save(self, commit: bool = True) -> Account:
        if key := self.cleaned_data["new_key"]:
            self.instance.api_key = key
        if self.cleaned_data["new_auth"] or self.cleaned_data["remove_auth"]:
            self.instance.inbound_auth = self.cleaned_data["new_auth"]
        if self.cleaned_data["new_smtp_token"]:
            self.instance.smtp_token = self.cleaned_data["new_smtp_token"].strip()
        account = super().save(commit)
        if commit:
            self.take_effect()
        return account

    def take_effect(self) -> int:
        """After the row is saved: call again with new credentials, tell CloudMailin of a new template.

        How many addresses change.
        """
        if self.instance.smtp_username:
            hook.open_for(self.instance)
        if _CREDENTIALS & set(self.changed_data):
            prove(self.instance, self.asked_by)
        return addresses.follow(self.instance) if _TEMPLATE & set(self.changed_data) else 0


class AccountInline(StackedInline[Account, Brand]):
    model = Account
    form = AccountForm
    fields = _FIELDS
    can_delete = False


@register(Account)
class AccountAdmin(Audited):
    brand_path = "brand"
    form = AccountForm
    fields = (
        "brand",
        *_FIELDS,
        "webhook",
        "unproven_since",
        "circuit_opened_at",
        "circuit_reason",
        "gate_until",
    )
    list_display = [
        "brand",
        "remote_id",
        "address_policy",
        "calls_per_period",
        "unproven_since",
        "circuit_opened_at",
        "circuit_reason",
        "gate_until",
    ]
    list_select_related = ["brand"]
    readonly_fields = ["webhook", "unproven_since", "circuit_opened_at", "circuit_reason", "gate_until"]
    actions = ["test_key", "call_again", "stop_calling"]

    @admin.action(description="Test the key: read what the account has, now", permissions=["change"])
    def test_key(self, request: HttpRequest, chosen: QuerySet[Account]) -> None:
        """Reads alone; another account than the one that we know lacks all of ours, and reconciliation brakes."""
        called = [account for account in chosen if account.circuit_opened_at is None]
        for account in called:
            begin(account, is_urgent=True, asked_by=cast(User, request.user))
        if called:
            messages.success(request, f"{len(called)} account(s) are read with the next free calls. {_WHERE}")
        for account in set(chosen) - set(called):
            messages.error(
                request, f"{account} is not called now: enter a new key, or choose “Call again” first."
            )

    @admin.action(description="Call again (close the circuit and the gate)", permissions=["change"])
    def call_again(self, request: HttpRequest, chosen: QuerySet[Account]) -> None:
        for account in chosen:
            circuit.close(account)
            self._note(request, account, {"is called": True})
        messages.success(
            request, f"{len(chosen)} account(s) are called again. A key that is refused stops it anew."
        )

    @admin.action(description="Stop calling (open the circuit)", permissions=["change"])
    def stop_calling(self, request: HttpRequest, chosen: QuerySet[Account]) -> HttpResponse | None:
        if not is_confirmed(request):
            said = "Customers read that the mail service can't be reached; what they ask for waits."
            rows = [
                (each, str(each), f"Nothing is called for {each.brand} until you say so.") for each in chosen
            ]
            return ask(self, request, "stop_calling", "Stop calling", rows, said)
        for account in chosen:
            circuit.stop(account, f"Stopped by {request.user}.")
            self._note(request, account, {"is called": False})
        messages.success(request, f"{len(chosen)} account(s) are not called any more.")
        return None

    def _note(self, request: HttpRequest, account: Account, after: dict[str, bool]) -> None:
        record(AuditAction.ROW_CHANGED, actor=cast(User, request.user), target=account, after=after)

    @admin.display(description="webhook for outbound events")
    def webhook(self, account: Account) -> str:
        """To be entered at CloudMailin, whole: the password is part of it."""
        if not account.hook_path:
            return "Enter an SMTP user name first."
        path = reverse("hook", args=[account.hook_path], urlconf=settings.ROOT_URLCONF)
        return hook.address(account, link(account.brand, path))

    def save_model(self, request: HttpRequest, obj: Account, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        form.asked_by = cast(User, request.user)
        if _CREDENTIALS & set(form.changed_data):
            messages.info(request, f"{_PROVING} {_WHERE}")
        if changed := form.take_effect():
            messages.info(request, f"{changed} inbound address(es) will be changed at CloudMailin.")
