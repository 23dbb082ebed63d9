from cloudmailin.models.account import Account, Address
from cloudmailin.models.bulk import BulkAddition, BulkLine
from cloudmailin.models.domain import Attachment, ContestedClaim, Domain, ReceivingDomain, SendingDomain
from cloudmailin.models.drift import Drift, Reading, Round
from cloudmailin.models.event import DomainEvent
from cloudmailin.models.finding import Finding
from cloudmailin.models.mail import IncomingStatus, MessageEvent, TrialMessage
from cloudmailin.models.operation import ApiCall, Operation, Turn
from cloudmailin.models.worker import Worker

__all__ = [
    "Account",
    "Address",
    "ApiCall",
    "Attachment",
    "BulkAddition",
    "BulkLine",
    "ContestedClaim",
    "Domain",
    "DomainEvent",
    "Drift",
    "Finding",
    "IncomingStatus",
    "MessageEvent",
    "Operation",
    "Reading",
    "ReceivingDomain",
    "Round",
    "SendingDomain",
    "TrialMessage",
    "Turn",
    "Worker",
]
