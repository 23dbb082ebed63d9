"""Which page of the list of what came in is read next."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cloudmailin", "0033_what_was_asked_and_answered")]

    operations = [
        migrations.AddField(
            model_name="address",
            name="log_page",
            field=models.PositiveSmallIntegerField(
                db_default=1,
                default=1,
                editable=False,
                help_text="The page of that list which is read next.",
            ),
        )
    ]
