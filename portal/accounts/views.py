"""Two of the library's views that need a word more."""

from __future__ import annotations

from allauth.account import views as account
from django.contrib import messages
from django.http import HttpResponseBase
from django.urls import reverse

from portal.accounts.adapter import NO_LONGER
from portal.request import Request


def confirm_login_code(request: Request) -> HttpResponseBase:
    """Say why one is asked to begin anew."""
    answer: HttpResponseBase = account.confirm_login_code(request)
    if answer.get("Location") == reverse("account_request_login_code") and not _is_told(request):
        messages.error(request, NO_LONGER)
    return answer


def _is_told(request: Request) -> bool:
    """Whether a message waits for the next page already."""
    return bool(getattr(messages.get_messages(request), "_queued_messages", ()))
