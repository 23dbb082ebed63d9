from tenants.models.announcement import Announcement
from tenants.models.audit import AuditEntry
from tenants.models.brand import Brand
from tenants.models.host import BrandHost
from tenants.models.invitation import Invitation
from tenants.models.note import Note
from tenants.models.people import User
from tenants.models.tenant import Membership, Tenant

__all__ = [
    "Announcement",
    "AuditEntry",
    "Brand",
    "BrandHost",
    "Invitation",
    "Membership",
    "Note",
    "Tenant",
    "User",
]
