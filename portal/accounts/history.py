"""Changes to one's own account are written into the audit; importing it connects it. For signing in see audit_signals."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.account import signals as account
from allauth.mfa import signals as mfa
from django.dispatch import Signal
from django.http import HttpRequest

from portal.audit_signals import about_sign_in
from tenants.audit import AuditAction
from tenants.models import User

_KEPT: list[tuple[Signal, AuditAction]] = [
    (account.password_changed, AuditAction.PASSWORD_CHANGED),
    (account.password_set, AuditAction.PASSWORD_CHANGED),
    (account.password_reset, AuditAction.PASSWORD_RESET),
    (account.email_changed, AuditAction.EMAIL_CHANGED),
    (mfa.authenticator_added, AuditAction.SECOND_FACTOR_ADDED),
    (mfa.authenticator_removed, AuditAction.SECOND_FACTOR_REMOVED),
    (mfa.authenticator_reset, AuditAction.RECOVERY_CODES_MADE),
    (mfa.authentication_failed, AuditAction.SIGN_IN_FAILED),
]


def _keeper(action: AuditAction) -> Callable[..., None]:
    """A wrong second step is nobody's own doing yet."""

    def keep(request: HttpRequest, user: User, **_: Any) -> None:
        actor = None if action is AuditAction.SIGN_IN_FAILED else user
        about_sign_in(action, user, request, actor=actor)

    return keep


for _signal, _action in _KEPT:
    _signal.connect(_keeper(_action), weak=False)
