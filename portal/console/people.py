"""Brands and users in the console."""

from __future__ import annotations

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm
from django.contrib.auth.models import Group

from portal.console.accounts import AccountInline
from portal.console.audited import Audited, Undeletable
from tenants.models import Brand, BrandHost, User


class BrandHostInline(admin.TabularInline[BrandHost, Brand]):
    model = BrandHost
    extra = 0


@admin.register(Brand)
class BrandAdmin(Undeletable, Audited):
    list_display = ["name", "slug", "support_email"]
    search_fields = ["name", "hosts__name"]
    prepopulated_fields = {"slug": ["name"]}
    inlines = [BrandHostInline, AccountInline]


class NewUserForm(AdminUserCreationForm[User]):
    class Meta:
        model = User
        fields = ["email", "name"]


@admin.register(User)
class PersonAdmin(Undeletable, Audited, UserAdmin[User]):
    add_form = NewUserForm
    ordering = ["email"]
    list_display = ["email", "name", "is_staff", "last_login"]
    list_filter = ["is_staff", "is_active"]
    search_fields = ["email", "name"]
    readonly_fields = ["last_login", "created_at"]
    fieldsets = [
        (None, {"fields": ["email", "password", "name"]}),
        ("Access", {"fields": ["is_active", "is_staff", "is_superuser", "groups"]}),
        ("Dates", {"fields": ["last_login", "created_at"]}),
    ]
    add_fieldsets = [(None, {"fields": ["email", "name", "usable_password", "password1", "password2"]})]


admin.site.unregister(Group)


@admin.register(Group)
class RightsAdmin(Audited, GroupAdmin):
    """What staff may do who are no superusers."""
