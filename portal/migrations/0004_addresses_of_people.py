"""Everybody who is here already was invited or made by staff: their address is verified (portal/accounts/addresses.py)."""

from django.db import migrations


def follow(apps, schema_editor):
    user, address = apps.get_model("tenants", "User"), apps.get_model("account", "EmailAddress")
    missing = user.objects.exclude(pk__in=address.objects.values("user"))
    rows = (
        address(user=each, email=each.email, verified=True, primary=True)
        for each in missing.iterator(chunk_size=2000)
    )
    address.objects.bulk_create(rows, batch_size=2000)


class Migration(migrations.Migration):
    dependencies = [
        ("account", "0009_emailaddress_unique_primary_email"),
        ("portal", "0003_notice_has_its_events_tenant"),
        ("tenants", "0002_release_and_suspension"),
    ]

    operations = [migrations.RunPython(follow, migrations.RunPython.noop)]
