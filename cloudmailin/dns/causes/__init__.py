"""The catalogue: for each purpose the causes in the order in which they are tried, one file a cause or a family.

A cause is a function from a record set and a look at DNS to a finding, or None where it does not apply.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from cloudmailin.dns.causes.delegation import dkim_delegated, in_sub_zone, not_registered, on_hold
from cloudmailin.dns.causes.dkim_key_cut import dkim_key_cut
from cloudmailin.dns.causes.dkim_not_readable import dkim_not_readable
from cloudmailin.dns.causes.dkim_right import dkim_right
from cloudmailin.dns.causes.dkim_split_in_two import dkim_split_in_two
from cloudmailin.dns.causes.dkim_wrong_key import dkim_wrong_key
from cloudmailin.dns.causes.dmarc_elsewhere import dmarc_alias_empty, dmarc_at_domain, dmarc_inherited
from cloudmailin.dns.causes.dmarc_invalid import dmarc_invalid
from cloudmailin.dns.causes.dmarc_right import dmarc_right
from cloudmailin.dns.causes.dmarc_twice import dmarc_twice
from cloudmailin.dns.causes.in_the_way import in_the_way
from cloudmailin.dns.causes.misplaced import misplaced
from cloudmailin.dns.causes.missing import missing
from cloudmailin.dns.causes.mx_elsewhere import mx_above, text_instead_of_mx
from cloudmailin.dns.causes.mx_foreign import mx_foreign
from cloudmailin.dns.causes.mx_is_address import mx_is_address
from cloudmailin.dns.causes.mx_null import mx_null
from cloudmailin.dns.causes.mx_right import mx_right
from cloudmailin.dns.causes.mx_through_alias import mx_through_alias
from cloudmailin.dns.causes.own_name_unready import own_name_unready
from cloudmailin.dns.causes.return_path_right import return_path_right
from cloudmailin.dns.causes.spoiled_target import spoiled_target
from cloudmailin.dns.causes.spoiled_text import spoiled_text
from cloudmailin.dns.causes.swapped import name_and_value_swapped
from cloudmailin.dns.causes.text_instead_of_alias import text_instead_of_alias
from cloudmailin.dns.causes.token_behind_alias import token_behind_alias
from cloudmailin.dns.causes.token_near import token_as_alias, token_in_the_name, token_near
from cloudmailin.dns.causes.token_other import token_other
from cloudmailin.dns.causes.token_right import token_right
from cloudmailin.dns.causes.unanswered import unanswered
from cloudmailin.dns.causes.wildcards import mx_wildcard_hidden, wildcard_answers
from cloudmailin.dns.causes.wrong_target import wrong_target
from cloudmailin.dns.causes.zone_appended import zone_appended
from cloudmailin.dns.finding import Finding
from cloudmailin.dns.records import Purpose, RecordSet
from cloudmailin.dns.zone_view import ZoneView

Cause = Callable[[RecordSet, ZoneView], Finding | None]

_ALIAS: tuple[Cause, ...] = (
    zone_appended,
    wildcard_answers,
    spoiled_target,
    wrong_target,
    text_instead_of_alias,
    misplaced,
    name_and_value_swapped,
)
"""What goes wrong with a CNAME, and where else it may stand."""

_ABSENT: tuple[Cause, ...] = (not_registered, on_hold, in_sub_zone, missing)
"""Nothing of the record is to be seen anywhere."""

CAUSES: Mapping[Purpose, tuple[Cause, ...]] = {
    Purpose.OWNERSHIP: (
        token_right,
        unanswered,
        wildcard_answers,
        token_as_alias,
        token_behind_alias,
        spoiled_text,
        token_near,
        misplaced,
        token_in_the_name,
        token_other,
        *_ABSENT,
    ),
    Purpose.MX: (
        unanswered,
        wildcard_answers,
        mx_through_alias,
        mx_null,
        mx_is_address,
        zone_appended,
        spoiled_target,
        mx_foreign,
        mx_right,
        misplaced,
        text_instead_of_mx,
        mx_wildcard_hidden,
        mx_above,
        *_ABSENT,
    ),
    Purpose.RETURN_PATH: (return_path_right, own_name_unready, unanswered, *_ALIAS, in_the_way, *_ABSENT),
    Purpose.DKIM: (
        dkim_right,
        own_name_unready,
        unanswered,
        *_ALIAS,
        in_the_way,
        spoiled_text,
        dkim_split_in_two,
        dkim_key_cut,
        dkim_not_readable,
        dkim_wrong_key,
        dkim_delegated,
        *_ABSENT,
    ),
    Purpose.DMARC: (
        dmarc_twice,
        dmarc_right,
        unanswered,
        wildcard_answers,
        spoiled_text,
        dmarc_alias_empty,
        dmarc_invalid,
        misplaced,
        dmarc_at_domain,
        dmarc_inherited,
        *_ABSENT,
    ),
}

CODES: Mapping[Purpose, frozenset[str]] = {
    purpose: frozenset(code for cause in causes for code in getattr(cause, "codes", (cause.__name__,)))
    for purpose, causes in CAUSES.items()
}
"""Every code that a finding can have, for whoever must have words for each."""
