"""What people are told by mail of changes to their account: somebody else may have made them."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from portal.words import Words

_IF_NOT_YOU = _("If that was not you, set a new password at once and write to us.")

NEWS: Mapping[str, Words] = {
    "password_changed": Words(
        _("Your password was changed"),
        _("The password of your account was changed. All other sessions have ended."),
        _IF_NOT_YOU,
    ),
    "password_reset": Words(
        _("Your password was set anew"),
        _("The password of your account was set anew with a link from a mail. All sessions have ended."),
        _IF_NOT_YOU,
    ),
    "password_set": Words(
        _("Your account has a password now"), _("A password was set for your account."), _IF_NOT_YOU
    ),
    "email_changed": Words(
        _("Your e-mail address was changed"),
        _("You sign in with another e-mail address from now on, and mails go there."),
        _("If that was not you, write to us at once."),
    ),
    "totp_activated": Words(
        _("An authenticator app was added"),
        _("Signing in to your account takes a code of an authenticator app from now on."),
        _IF_NOT_YOU,
    ),
    "totp_deactivated": Words(
        _("The authenticator app was removed"),
        _("Signing in to your account takes no code of an authenticator app any more."),
        _IF_NOT_YOU,
    ),
    "webauthn_added": Words(_("A passkey was added"), _("A passkey was added to your account."), _IF_NOT_YOU),
    "webauthn_removed": Words(
        _("A passkey was removed"), _("A passkey was removed from your account."), _IF_NOT_YOU
    ),
    "recovery_codes_generated": Words(
        _("New recovery codes were made"),
        _("Your account has new recovery codes. The old ones work no more."),
        _IF_NOT_YOU,
    ),
}
"""By the name of the library's mail."""
