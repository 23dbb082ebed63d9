"""Each row that belongs to a tenant is tied to parents of the same tenant; and an account, which serves many tenants,
has no name for their rows, so that no query reaches them through it."""

import django.db.models.deletion
from django.db import migrations, models

from tenants.ties import end_of_ties, tie


def _nameless(model: str) -> migrations.AlterField:
    to_account = models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cloudmailin.account"
    )
    return migrations.AlterField(model, "account", to_account)


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("cloudmailin", "0023_indexes_for_the_overview")]
    operations = [
        *map(_nameless, ("address", "domain", "operation", "apicall", "drift")),
        *end_of_ties("cloudmailin", "address"),
        *end_of_ties("cloudmailin", "operation"),
        *end_of_ties("cloudmailin", "domainevent"),
        *tie("cloudmailin_receivingdomain", "address", "cloudmailin_address"),
        *tie("cloudmailin_apicall", "operation", "cloudmailin_operation"),
    ]
