"""A line belongs to the tenant of its list, and PostgreSQL holds that."""

from django.db import migrations

from tenants.ties import end_of_ties, tie


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("cloudmailin", "0025_bulk_additions")]
    operations = [
        *end_of_ties("cloudmailin", "bulkaddition"),
        *tie("cloudmailin_bulkline", "addition", "cloudmailin_bulkaddition"),
    ]
