"""What all staff of a brand may do, within their brand: whoever is ticked as staff and given a brand has these at once.

More is given by groups. Superusers ask nobody.
"""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser

from tenants.models import User

_SEEN = {
    "tenants": "tenant user membership invitation note brand announcement auditentry",
    "cloudmailin": "domain contestedclaim receivingdomain sendingdomain finding domainevent address operation apicall "
    "account drift round",
    "portal": "notice",
}
_DONE = {
    "tenants": "add_tenant change_tenant add_membership change_membership delete_membership add_invitation add_note change_user "
    "change_brand add_announcement change_announcement delete_announcement",
    "cloudmailin": "change_domain change_address change_drift add_round",
    "portal": "add_viewing",
}
STAFF_OF_A_BRAND = frozenset(
    {f"{app}.view_{model}" for app, models in _SEEN.items() for model in models.split()}
    | {f"{app}.{right}" for app, rights in _DONE.items() for right in rights.split()}
)
"""Not among them: keys and limits of the account, the making of brands, and who is staff."""


def rights_of(user: User | AnonymousUser) -> frozenset[str]:
    is_for_them = isinstance(user, User) and user.is_active and user.is_staff and user.brand_id is not None
    return STAFF_OF_A_BRAND if is_for_them else frozenset()
