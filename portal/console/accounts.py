"""CloudMailin accounts in the console: the key is written, never shown."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from cloudmailin.models import Account
from cloudmailin.queue import circuit
from tenants.models import Brand

_CREDENTIALS = {"base_url", "remote_id", "new_key"}


class AccountForm(forms.ModelForm[Account]):
    new_key = forms.CharField(
        label="API key",
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text="Leave empty to keep the key that is stored.",
    )

    class Meta:
        model = Account
        fields = ["brand", "base_url", "remote_id", "inbound_target", "calls_per_period", "period_seconds"]

    def clean_new_key(self) -> str:
        key: str = self.cleaned_data["new_key"].strip()
        if not key and self.instance.pk is None:
            raise forms.ValidationError("A new account needs its API key.")
        return key

    def save(self, commit: bool = True) -> Account:
        if key := self.cleaned_data["new_key"]:
            self.instance.api_key = key
        account = super().save(commit)
        if commit and _CREDENTIALS & set(self.changed_data):
            circuit.close(account)
        return account


class AccountInline(admin.StackedInline[Account, Brand]):
    model = Account
    form = AccountForm
    fields = ["base_url", "remote_id", "new_key", "inbound_target", "calls_per_period", "period_seconds"]
    can_delete = False


@admin.register(Account)
class AccountAdmin(admin.ModelAdmin[Account]):
    form = AccountForm
    list_display = [
        "brand",
        "remote_id",
        "calls_per_period",
        "circuit_opened_at",
        "circuit_reason",
        "gate_until",
    ]
    list_select_related = ["brand"]
    readonly_fields = ["circuit_opened_at", "circuit_reason", "gate_until"]

    def save_model(self, request: HttpRequest, obj: Account, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if _CREDENTIALS & set(form.changed_data):
            circuit.close(obj)
