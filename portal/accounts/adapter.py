"""What django-allauth asks of the portal: its words, its mails, its limits, and who may come in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.stagekit import clear_login
from allauth.core import context as current
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.mail import EmailMessage
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from portal.accounts import postbox
from portal.accounts.addresses import follow
from portal.accounts.belonging import is_nobody, may_enter
from portal.accounts.house import brand_of
from portal.accounts.news import NEWS
from portal.client_address import client_address
from portal.letters import letter
from portal.links import link
from tenants.models import User

NO_LONGER = _("This link or code does not work any more. Ask for a new one.")
"""Used, expired, of another brand, of an earlier address: one sentence for all."""

_TOO_MANY = _("Too many tries. Wait a few minutes, then try again.")
_MISMATCH = _("This e-mail address and password do not fit together. Check both and try again.")


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _MISMATCH,
        "too_many_login_attempts": _TOO_MANY,
        "rate_limited": _TOO_MANY,
        "incorrect_code": _("This is not the code from the mail. Check it and try again."),
        "incorrect_password": _("That is not your password. Try again."),
        "enter_current_password": _("That is not your present password. Try again."),
        "duplicate_email": _("This is your address already."),
        "email_taken": _("This address can't be used here. Choose another one."),
        "invalid_password_reset": NO_LONGER,
    }

    def pre_login(
        self, request: HttpRequest, user: AbstractBaseUser, *, email: str | None, **_: Any
    ) -> HttpResponse | None:
        """Whatever they have proven, only who belongs here comes in, and by the address they have now."""
        has_moved = email is not None and email.lower() != getattr(user, "email", None)
        if isinstance(user, User) and may_enter(user, request) and not has_moved:  # type: ignore[arg-type]
            follow(user)
            return None
        clear_login(request)
        messages.error(request, NO_LONGER)
        return redirect("account_request_login_code")

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """Over a local socket there is none; all those share their limits."""
        return client_address(request) or "::"

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """By the address alone: the library adds the Host header, which may be spelt in many ways."""
        return str(credentials.get("email", "")).lower()

    def get_reset_password_from_key_url(self, key: str) -> str:
        uidb36, _, token = key.partition("-")
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": uidb36, "key": token})
        return link(brand_of(current.request), path)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("profile")

    def get_email_verification_redirect_url(self, email_address: Any) -> str:
        return reverse("profile")

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        message = self._compose(template_prefix.rpartition("/")[2], email, context)
        is_known = not is_nobody(context.get("user") or current.request.user)
        (postbox.post if is_known else postbox.rehearse)(message)

    def rehearse(self, name: str, email: str) -> None:
        """The work of a mail without the mail, so that the answer takes as long for whoever is not known here."""
        postbox.rehearse(self._compose(name, email, {"code": self.generate_login_code()}))

    def _compose(self, name: str, email: str, given: Mapping[str, Any]) -> EmailMessage:
        request = current.request
        name = name.removesuffix("_signup")
        told: dict[str, Any] = {key: value for key, value in given.items() if key != "request"}
        if name in NEWS:
            told |= {"words": NEWS[name], "address": link(brand_of(request), reverse("profile"))}
            name = "account_news"
        return letter(brand_of(request), email, name, told, asked_in=get_language() or "")
