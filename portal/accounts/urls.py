"""The library's pages that are used, each behind its rule; the same on brands' hosts and at the console."""

from __future__ import annotations

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.urls import URLPattern, include, path, re_path
from django.views.decorators.http import require_POST

from portal.access import View, by_token, own_account, public
from portal.accounts import views

_sign_in, _sign_out = public(account.login), public(require_POST(account.logout))

_ENTRANCE: list[URLPattern] = [
    path("login/", _sign_in, name="login"),
    path("login/", _sign_in, name="account_login"),
    path("logout/", _sign_out, name="logout"),
    path("logout/", _sign_out, name="account_logout"),
    path("login/code/", public(account.request_login_code), name="account_request_login_code"),
    path("login/code/confirm/", public(views.confirm_login_code), name="account_confirm_login_code"),
    path("login/second-step/", public(mfa.authenticate), name="mfa_authenticate"),
    path("login/passkey/", public(webauthn.login_webauthn), name="mfa_login_webauthn"),
    path("password/", public(account.password_reset), name="account_reset_password"),
    path("password/sent/", public(account.password_reset_done), name="account_reset_password_done"),
    path(
        "password/done/",
        public(account.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^password/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        by_token(account.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
]


def _own(route: str, view: View, name: str) -> URLPattern:
    return path(route, own_account(view), name=name)


_PROFILE: list[URLPattern] = [
    _own("email/", account.email, "account_email"),
    _own("email/confirm/", account.email_verification_sent, "account_email_verification_sent"),
    _own("password/", account.password_change, "account_change_password"),
    _own("password/set/", account.password_set, "account_set_password"),
    _own("confirm/", account.reauthenticate, "account_reauthenticate"),
    _own("confirm/code/", mfa.reauthenticate, "mfa_reauthenticate"),
    _own("confirm/passkey/", webauthn.reauthenticate_webauthn, "mfa_reauthenticate_webauthn"),
    _own("second-step/app/", totp.activate_totp, "mfa_activate_totp"),
    _own("second-step/app/remove/", totp.deactivate_totp, "mfa_deactivate_totp"),
    _own("second-step/codes/", recovery_codes.view_recovery_codes, "mfa_view_recovery_codes"),
    _own("second-step/codes/file/", recovery_codes.download_recovery_codes, "mfa_download_recovery_codes"),
    _own("second-step/codes/new/", recovery_codes.generate_recovery_codes, "mfa_generate_recovery_codes"),
    _own("passkeys/", webauthn.list_webauthn, "mfa_list_webauthn"),
    _own("passkeys/add/", webauthn.add_webauthn, "mfa_add_webauthn"),
    _own("passkeys/<int:pk>/", webauthn.edit_webauthn, "mfa_edit_webauthn"),
    _own("passkeys/<int:pk>/remove/", webauthn.remove_webauthn, "mfa_remove_webauthn"),
]

urlpatterns = [*_ENTRANCE, path("profile/", include(_PROFILE))]
