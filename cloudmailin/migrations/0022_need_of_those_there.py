"""What the domains that are there already need."""

from django.db import migrations

_FILL = """
UPDATE cloudmailin_domain SET need = cloudmailin_need(id, proven_at IS NOT NULL)
WHERE need <> cloudmailin_need(id, proven_at IS NOT NULL)
"""


class Migration(migrations.Migration):
    dependencies = [
        ("cloudmailin", "0021_need"),
    ]

    operations = [migrations.RunSQL(_FILL, migrations.RunSQL.noop)]
