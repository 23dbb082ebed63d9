from cloudmailin.models.account import Account, Address
from cloudmailin.models.domain import Attachment, Domain, ReceivingDomain, SendingDomain
from cloudmailin.models.drift import Drift, Reading, Round
from cloudmailin.models.event import DomainEvent
from cloudmailin.models.finding import Finding
from cloudmailin.models.operation import ApiCall, Operation, Turn

__all__ = [
    "Account",
    "Address",
    "ApiCall",
    "Attachment",
    "Domain",
    "DomainEvent",
    "Drift",
    "Finding",
    "Operation",
    "Reading",
    "ReceivingDomain",
    "Round",
    "SendingDomain",
    "Turn",
]
