from django.db import migrations

from tenants.ties import tie


class Migration(migrations.Migration):
    dependencies = [("portal", "0002_notices"), ("cloudmailin", "0024_walls")]
    operations = tie("portal_notice", "event", "cloudmailin_domainevent")
