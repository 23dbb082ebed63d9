"""Of each call what was asked and what was answered, without secrets."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cloudmailin", "0032_unproven_credentials")]

    operations = [
        migrations.AddField(
            model_name="apicall",
            name="asked",
            field=models.TextField(blank=True, db_default="", default=""),
        ),
        migrations.AddField(
            model_name="apicall",
            name="answered",
            field=models.TextField(
                blank=True,
                db_default="",
                default="",
                help_text="Without secrets; of lists and of mail it is not kept.",
            ),
        ),
    ]
