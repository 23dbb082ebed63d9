"""What was found, in words for staff: the evidence of a drift, and what each decision would do."""

from __future__ import annotations

from collections.abc import Mapping

from cloudmailin.models import Drift
from cloudmailin.reconcile.views import What

Kind, Decision = Drift.Kind, Drift.Decision

_THINGS: Mapping[str, str] = {
    What.ADDRESS: "inbound address",
    What.RECEIVING: "receiving domain",
    What.SENDING: "sending domain",
}
_FACTS: Mapping[str, str] = {
    "target": "target",
    "target_format": "format",
    "dkim_selector": "DKIM selector",
}


def evidence(drift: Drift) -> str:
    """Sentences that say what was seen, and what speaks for or against its being ours."""
    thing = f"The {_THINGS[drift.what]} {drift.name}"
    match drift.kind:
        case Kind.VANISHED:
            asked = "" if drift.what == What.RECEIVING else ", and CloudMailin answered 404 to its id"
            return f"{thing} is not there: two lists, ten minutes or more apart, lacked it{asked}."
        case Kind.CHANGED:
            return f"{thing} was changed at CloudMailin: {_differences(drift)}."
        case Kind.UNVERIFIED:
            return f"{thing} counts as verified here, and CloudMailin says that it is not."
        case Kind.UNKNOWN:
            ledger = (
                "shows that we once asked for this name"
                if drift.is_attempted
                else "knows nothing of this name"
            )
            return f"{thing} is at CloudMailin and belongs to nobody here. Our ledger {ledger}."
        case _:
            return f"{thing} could not be made: “{drift.note}”. {_found(drift)}"


def _differences(drift: Drift) -> str:
    said = (
        f"its {_FACTS[fact]} is {drift.theirs.get(fact)} there and {ours} here"
        for fact, ours in drift.ours.items()
        if drift.theirs.get(fact) not in (None, ours)
    )
    return "; ".join(said)


def _found(drift: Drift) -> str:
    if drift.confirmed_at is None:
        return "A look for what has the name is waiting for a call that nobody else needs."
    if drift.theirs:
        return (
            f"This account has an object of that name, {drift.theirs['id']}, which the portal did not make."
        )
    if drift.what == What.RECEIVING:
        return "It is not on the customer's own inbound address: another address or account has it."
    return "Nothing of that name is in this account: another account at CloudMailin has it."


def consequence(drift: Drift, decision: str) -> str:
    """What happens when this is decided. Nothing that is decided here deletes anything at CloudMailin."""
    match decision, drift.kind, drift.what:
        case Decision.IGNORE, _, _:
            return "Nothing is done. It is shown again only if it looks different one day."
        case Decision.ADOPT, Kind.CHANGED, What.ADDRESS:
            return (
                "The portal takes the target and format over, and the account's template no longer sets them."
            )
        case Decision.ADOPT, Kind.UNKNOWN, What.ADDRESS:
            return (
                "It becomes the customer's address, and gets the target that the portal wishes for. One call."
            )
        case Decision.ADOPT, _, What.SENDING:
            return "The customer's domain stands for this object. With another DKIM selector it waits for new records."
        case Decision.ADOPT, _, _:
            return "The customer's domain stands for this object from now on."
        case Decision.RECREATE, Kind.CHANGED, _:
            return "The portal sends what it wishes for once more. One call."
        case Decision.RECREATE, Kind.UNVERIFIED, _:
            return "CloudMailin is asked to verify it again; the customer sees the final check. One call."
        case Decision.RECREATE, _, What.ADDRESS:
            return "A new address is made, with another e-mail address. One call."
        case _:
            return (
                "It is made again once the customer's records are right; the customer sees it being set up."
            )
