"""What the audit says, in words: actions, kinds of things, and the names of what was changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from portal.words import Text
from tenants.audit import CHANGED, AuditAction
from tenants.models import AuditEntry, User

ACTIONS: Mapping[AuditAction, Text] = {
    AuditAction.SIGNED_IN: _("Signed in"),
    AuditAction.SIGN_IN_FAILED: _("Sign-in refused"),
    AuditAction.SIGNED_OUT: _("Signed out"),
    AuditAction.SIGNED_UP: _("Signed up"),
    AuditAction.PASSWORD_CHANGED: _("Password changed"),
    AuditAction.PASSWORD_RESET: _("Password reset"),
    AuditAction.EMAIL_CHANGED: _("E-mail address changed"),
    AuditAction.PROFILE_CHANGED: _("Profile changed"),
    AuditAction.SECOND_FACTOR_ADDED: _("Second factor added"),
    AuditAction.SECOND_FACTOR_REMOVED: _("Second factor removed"),
    AuditAction.RECOVERY_CODES_MADE: _("Recovery codes made"),
    AuditAction.SESSION_ENDED: _("Session ended"),
    AuditAction.ACCOUNT_EXPORTED: _("Own data exported"),
    AuditAction.ACCOUNT_DELETION_ASKED: _("Deletion of own account asked for"),
    AuditAction.ACCOUNT_DELETION_UNDONE: _("Deletion of own account undone"),
    AuditAction.ACCOUNT_ERASED: _("Account deleted"),
    AuditAction.PERSON_INVITED: _("Invited"),
    AuditAction.INVITATION_RESENT: _("Invitation sent again"),
    AuditAction.INVITATION_REVOKED: _("Invitation revoked"),
    AuditAction.INVITATION_ACCEPTED: _("Invitation accepted"),
    AuditAction.ROLE_CHANGED: _("Role changed"),
    AuditAction.MEMBER_REMOVED: _("Member removed"),
    AuditAction.MEMBER_LEFT: _("Member left"),
    AuditAction.OWNERSHIP_TRANSFERRED: _("Ownership handed over"),
    AuditAction.DOMAIN_ADDED: _("Domain added"),
    AuditAction.DOMAIN_CHANGED: _("Use added to a domain"),
    AuditAction.DOMAIN_REMOVED: _("Domain removed"),
    AuditAction.DOMAIN_RETRIED: _("Tried again"),
    AuditAction.RECEPTION_CHANGED: _("Recipients of a domain changed"),
    AuditAction.SHARE_LINK_MADE: _("Link to the records made"),
    AuditAction.SHARE_LINK_REVOKED: _("Link to the records revoked"),
    AuditAction.DELIVERY_CHANGED: _("Delivery changed"),
    AuditAction.TEST_SENT: _("Test message sent"),
    AuditAction.WEBHOOK_CHANGED: _("Webhook changed"),
    AuditAction.NOTIFICATIONS_CHANGED: _("Notifications changed"),
    AuditAction.TENANT_CREATED: _("Customer created"),
    AuditAction.TENANT_CHANGED: _("Customer's details changed"),
    AuditAction.TENANT_SUSPENDED: _("Suspended"),
    AuditAction.TENANT_RESUMED: _("Resumed"),
    AuditAction.TENANT_CLOSED: _("Closed"),
    AuditAction.DELETION_ASKED: _("Deletion asked for"),
    AuditAction.DELETION_UNDONE: _("Deletion undone"),
    AuditAction.TENANT_ERASED: _("Deleted"),
    AuditAction.TENANT_EXPORTED: _("Customer's data exported"),
    AuditAction.AUDIT_EXPORTED: _("Audit log exported"),
    AuditAction.BRAND_CHANGED: _("Brand changed"),
    AuditAction.CLAIM_DECIDED: _("Contested domain decided"),
    AuditAction.OPERATION_HASTENED: _("Brought forward"),
    AuditAction.OPERATION_CANCELLED: _("Cancelled"),
    AuditAction.DRIFT_DECIDED: _("Difference decided"),
    AuditAction.ROUND_BEGUN: _("Comparison begun"),
    AuditAction.ROW_ADDED: _("Added by support"),
    AuditAction.ROW_CHANGED: _("Changed by support"),
    AuditAction.ROW_DELETED: _("Deleted by support"),
    AuditAction.VIEWED_AS: _("Viewed as a member by support"),
    AuditAction.VIEWING_ENDED: _("View by support ended"),
}

FOR_STAFF_ALONE = frozenset(
    {
        AuditAction.DRIFT_DECIDED,
        AuditAction.ROUND_BEGUN,
        AuditAction.OPERATION_HASTENED,
        AuditAction.OPERATION_CANCELLED,
    }
)
"""About the service behind the portal, which customers do not know of."""

KINDS: Mapping[str, Text] = {
    "domain": _("Domain"),
    "contestedclaim": _("Domain"),
    "tenant": _("Customer"),
    "membership": _("Member"),
    "invitation": _("Invitation"),
    "user": _("Person"),
    "address": _("Delivery"),
    "sharelink": _("Link"),
    "brand": _("Brand"),
}

_FIELDS: Mapping[str, Text] = {
    "uses": _("for"),
    "reason": _("reason"),
    "at_once": _("at once"),
    "target": _("web address"),
    "target_format": _("format"),
    "auth_header": _("authorization header"),
    "role": _("role"),
    "decision": _("decision"),
    "deletes_at": _("on"),
}


def action(entry: AuditEntry) -> Text:
    """An action that this version does not know any more is shown by its name."""
    known = entry.action in AuditAction.__members__.values()
    return ACTIONS[AuditAction(entry.action)] if known else entry.action.replace("_", " ").capitalize()


def person(user: User | None, *, support: str) -> str:
    """Staff are the brand's support to a customer; somebody whose account was deleted keeps a number."""
    if user is None:
        return ""
    if user.erased_at:
        return _now("Deleted account {number}").format(number=user.pk)
    return support if support and user.is_staff else user.name or user.email


def actor(entry: AuditEntry, *, support: str) -> str:
    if entry.actor is not None:
        return person(entry.actor, support=support)
    return _now("Not signed in") if entry.action == AuditAction.SIGN_IN_FAILED else _now("Automatic")


def differences(entry: AuditEntry) -> list[str]:
    """What was changed, a line each: from what, to what."""
    names = dict.fromkeys([*entry.before, *entry.after])
    return [_difference(name, entry.before.get(name), entry.after.get(name)) for name in names]


def _difference(name: str, before: Any, after: Any) -> str:
    label = str(_FIELDS.get(name, name.replace("_", " ")))
    if CHANGED in (before, after):
        return f"{label}: {_now('changed')}"
    shown = [_value(each) for each in (before, after) if each not in (None, "")]
    return f"{label}: {' → '.join(shown) or '–'}"


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return _now("yes") if value else _now("no")
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
