"""The database holds that mail belongs to the tenant of its domain, and an event to that of its test message."""

from django.db import migrations


def _tie(child: str, parent: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"ALTER TABLE cloudmailin_{child} ADD CONSTRAINT {child}_of_same_tenant FOREIGN KEY ({parent}_id, tenant_id)"
        f" REFERENCES cloudmailin_{'trialmessage' if parent == 'trial' else parent} (id, tenant_id)"
        " DEFERRABLE INITIALLY DEFERRED",
        f"ALTER TABLE cloudmailin_{child} DROP CONSTRAINT {child}_of_same_tenant",
    )


class Migration(migrations.Migration):
    dependencies = [("cloudmailin", "0019_mail")]
    operations = [
        _tie("incomingstatus", "domain"),
        _tie("trialmessage", "domain"),
        _tie("messageevent", "trial"),
    ]
