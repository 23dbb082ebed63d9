"""Mails to people in the console: what was sent, what waits, and what no mail server took."""

from __future__ import annotations

from django.contrib import admin

from portal.console.readonly import ReadOnly
from portal.console.site import ModelAdmin, register
from portal.models import Notice


@register(Notice)
class NoticeAdmin(ReadOnly, ModelAdmin[Notice]):
    brand_path = "tenant__brand"
    list_display = ["event", "user", "tenant", "due_at", "attempts", "sent_at", "problem"]
    list_filter = [("sent_at", admin.EmptyFieldListFilter), "tenant__brand"]
    list_select_related = ["event__domain", "user", "tenant"]
    search_fields = ["user__email", "event__domain__name"]
