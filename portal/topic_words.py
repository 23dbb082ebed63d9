"""Topics of notifications in words: the title for the preferences, the sentence above a list of several."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from portal.notifications import Topic
from portal.words import Words

TOPICS: Mapping[Topic, Words] = {
    Topic.WORKING: Words(
        _("A domain works"),
        _("{count} pieces of good news about your domains"),
        _("Receiving or sending is on."),
    ),
    Topic.TROUBLE: Words(
        _("A domain needs attention"),
        _("{count} things about your domains need attention"),
        _("A record has gone, or a domain could not be set up."),
    ),
    Topic.RECOVERED: Words(
        _("A domain works again"),
        _("{count} things about your domains are in order again"),
        _("A record that had gone is back."),
    ),
    Topic.REMINDER: Words(
        _("DNS records are still waited for"), "", _("Two reminders, before a domain is removed again.")
    ),
    Topic.RELEASE: Words(
        _("A domain was removed"), _("{count} domains were removed"), _("By one of you, or as time ran out.")
    ),
    Topic.OWNERSHIP: Words(
        _("Whose domain it is"),
        "",
        _("Somebody else shows that a domain is theirs, or our team has decided. These mails always come."),
    ),
}
"""`advice` explains; `sentence` holds {count}, where several are told in one mail."""
