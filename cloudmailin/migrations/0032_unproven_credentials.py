"""Since when an account's credentials are new, and have not shown that they lead to what we know."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cloudmailin", "0031_what_is_stuck")]

    operations = [
        migrations.AddField(
            model_name="account",
            name="unproven_since",
            field=models.DateTimeField(
                blank=True,
                editable=False,
                help_text="Its credentials were changed then: it is only read until what is known was found there.",
                null=True,
            ),
        )
    ]
