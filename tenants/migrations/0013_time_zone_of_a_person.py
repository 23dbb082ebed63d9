from django.db import migrations, models

import tenants.models.brand


class Migration(migrations.Migration):
    dependencies = [
        ("tenants", "0012_announcements"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="time_zone",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="Of times in pages and mails; empty: not chosen.",
                max_length=64,
                validators=[tenants.models.brand.time_zone],
            ),
        ),
    ]
