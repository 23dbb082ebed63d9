"""The database holds that what hangs on a domain belongs to the domain's tenant.

Django has no composite foreign keys, so these are written in SQL. A null domain (an operation for an address)
is not checked, as the standard has it for MATCH SIMPLE.
"""

from django.db import migrations

_CHILDREN = ("receivingdomain", "sendingdomain", "finding", "domainevent", "operation")


def _tie(child: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"ALTER TABLE cloudmailin_{child} ADD CONSTRAINT {child}_of_same_tenant FOREIGN KEY (domain_id, tenant_id)"
        " REFERENCES cloudmailin_domain (id, tenant_id) DEFERRABLE INITIALLY DEFERRED",
        f"ALTER TABLE cloudmailin_{child} DROP CONSTRAINT {child}_of_same_tenant",
    )


class Migration(migrations.Migration):
    dependencies = [("cloudmailin", "0002_initial")]
    operations = [_tie(child) for child in _CHILDREN]
