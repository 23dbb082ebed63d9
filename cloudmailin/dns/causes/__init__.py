"""The catalogue: for each purpose the causes in the order in which they are tried, one file a cause.

A cause is a function from a record set and a look at DNS to a finding, or None where it does not apply.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from cloudmailin.dns.causes.dkim_key_cut import dkim_key_cut
from cloudmailin.dns.causes.dkim_right import dkim_right
from cloudmailin.dns.causes.dkim_split_in_two import dkim_split_in_two
from cloudmailin.dns.causes.dkim_wrong_key import dkim_wrong_key
from cloudmailin.dns.causes.dmarc_invalid import dmarc_invalid
from cloudmailin.dns.causes.dmarc_right import dmarc_right
from cloudmailin.dns.causes.dmarc_twice import dmarc_twice
from cloudmailin.dns.causes.missing import missing
from cloudmailin.dns.causes.mx_foreign import mx_foreign
from cloudmailin.dns.causes.mx_is_address import mx_is_address
from cloudmailin.dns.causes.mx_null import mx_null
from cloudmailin.dns.causes.mx_right import mx_right
from cloudmailin.dns.causes.mx_through_alias import mx_through_alias
from cloudmailin.dns.causes.return_path_right import return_path_right
from cloudmailin.dns.causes.text_in_quotes import text_in_quotes
from cloudmailin.dns.causes.text_instead_of_alias import text_instead_of_alias
from cloudmailin.dns.causes.token_behind_alias import token_behind_alias
from cloudmailin.dns.causes.token_other import token_other
from cloudmailin.dns.causes.token_right import token_right
from cloudmailin.dns.causes.unanswered import unanswered
from cloudmailin.dns.causes.wrong_target import wrong_target
from cloudmailin.dns.causes.zone_appended import zone_appended
from cloudmailin.dns.finding import Finding
from cloudmailin.dns.records import Purpose, RecordSet
from cloudmailin.dns.zone_view import ZoneView

Cause = Callable[[RecordSet, ZoneView], Finding | None]

CAUSES: Mapping[Purpose, tuple[Cause, ...]] = {
    Purpose.OWNERSHIP: (token_right, unanswered, token_behind_alias, text_in_quotes, token_other, missing),
    Purpose.MX: (
        unanswered,
        mx_through_alias,
        mx_null,
        mx_is_address,
        zone_appended,
        mx_foreign,
        mx_right,
        missing,
    ),
    Purpose.RETURN_PATH: (
        return_path_right,
        unanswered,
        zone_appended,
        wrong_target,
        text_instead_of_alias,
        missing,
    ),
    Purpose.DKIM: (
        dkim_right,
        unanswered,
        zone_appended,
        wrong_target,
        text_instead_of_alias,
        text_in_quotes,
        dkim_split_in_two,
        dkim_key_cut,
        dkim_wrong_key,
        missing,
    ),
    Purpose.DMARC: (dmarc_twice, dmarc_right, unanswered, text_in_quotes, dmarc_invalid, missing),
}

CODES: Mapping[Purpose, frozenset[str]] = {
    purpose: frozenset(code for cause in causes for code in getattr(cause, "codes", (cause.__name__,)))
    for purpose, causes in CAUSES.items()
}
"""Every code that a finding can have, for whoever must have words for each."""
