"""The library's forms in our words; people of other brands are unknown to them."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as account
from allauth.account.adapter import get_adapter
from allauth.core import context
from allauth.mfa import app_settings
from allauth.mfa.adapter import get_adapter as get_mfa_adapter
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.core.cache import cache
from django.utils.translation import gettext_lazy as _

from portal.accounts.belonging import look_again, may_enter, nobody
from tenants.models import User

_PASSWORD_HELP = _("At least 10 characters. Several words are easy to remember and hard to guess.")


def _in_our_words(form: forms.Form, **labels: Any) -> None:
    for name, field in form.fields.items():
        field.widget.attrs.pop("placeholder", None)
        field.label = labels.get(name, field.label)
        if isinstance(field, account.PasswordField):
            field.help_text = _PASSWORD_HELP if name == "password1" else ""


class SignIn(account.LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _in_our_words(self, login=_("E-mail address"), password=_("Password"))
        self.fields["login"].widget.attrs.update({"autocomplete": "username", "autofocus": True})


class RequestCode(account.RequestLoginCodeForm):
    _user: User | None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _in_our_words(self, email=_("E-mail address"))

    def clean_email(self) -> str:
        email: str = super().clean_email()
        if self._user:
            look_again(email)
        if not may_enter(self._user or nobody(email), context.request):
            self._user = None
            get_adapter().rehearse("login_code", email)
        return email


class RequestReset(account.ResetPasswordForm):
    users: list[User]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _in_our_words(self, email=_("E-mail address"))

    def clean_email(self) -> str:
        email: str = super().clean_email()
        if self.users:
            look_again(email)
        known = [user for user in self.users or [nobody(email)] if may_enter(user, context.request)]
        self.users = known or [nobody(email)]
        return email


class ResetToken(account.UserTokenForm):
    def clean(self) -> Any:
        cleaned = super().clean()
        if not may_enter(self.reset_user, context.request):
            raise get_adapter().validation_error("invalid_password_reset")
        return cleaned


class NewPassword(account.ResetPasswordKeyForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _in_our_words(self, password1=_("New password"), password2=_("New password, once more"))


class ChangePassword(account.ChangePasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _in_our_words(
            self,
            oldpassword=_("Present password"),
            password1=_("New password"),
            password2=_("New password, once more"),
        )


class SetPassword(account.SetPasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _in_our_words(self, password1=_("New password"), password2=_("New password, once more"))


class ChangeAddress(account.AddEmailForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _in_our_words(self, email=_("New e-mail address"))


class Confirm(account.ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _in_our_words(self, password=_("Password"))
        self.fields["password"].widget.attrs["autofocus"] = True


def _used_once(user: User, code: str) -> str:
    """Refuse a code again for as long as it could still fit: the library does so for one period of three."""
    key = f"second-step:{user.pk}:{code.strip()}"
    if not cache.add(key, 1, timeout=3 * app_settings.TOTP_PERIOD):
        raise get_mfa_adapter().validation_error("incorrect_code")
    return code


def _ask_for_code(form: forms.Form, label: Any) -> None:
    _in_our_words(form, code=label)
    form.fields["code"].widget.attrs.update({"autofocus": True, "spellcheck": "false"})


class ConfirmCode(account.ConfirmLoginCodeForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _ask_for_code(self, _("Code from the mail"))


class ConfirmAddress(account.ConfirmEmailVerificationCodeForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _ask_for_code(self, _("Code from the mail"))


class SecondStep(mfa.AuthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _ask_for_code(self, _("Code"))

    def clean_code(self) -> str:
        return _used_once(self.user, super().clean_code())


class ConfirmSecondStep(mfa.ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _ask_for_code(self, _("Code"))

    def clean_code(self) -> str:
        return _used_once(self.user, super().clean_code())


class ActivateApp(totp.ActivateTOTPForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _in_our_words(self, code=_("Code that the app shows"))
        self.fields["code"].widget.attrs["inputmode"] = "numeric"

    def clean_code(self) -> str:
        return _used_once(self.user, super().clean_code())


class AddPasskey(webauthn.AddWebAuthnForm):
    """Every key that can be is a passkey, which signs in without a password: one kind of thing to understand."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _in_our_words(self, name=_("Name"))
        self.fields["name"].max_length = 60
        self.fields["name"].help_text = _("So that you know it again, for example: phone, blue security key.")
        self.fields["passwordless"].label = _("Sign in with it alone, without a password")
        self.fields["passwordless"].help_text = ""
        self.fields["passwordless"].initial = True


class RenamePasskey(webauthn.EditWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _in_our_words(self, name=_("Name"))
