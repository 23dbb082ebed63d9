"""Other names for two fields; the columns stay as they are, for workers of the version before."""

from django.db import migrations, models

_MODELS = ("receivingdomain", "sendingdomain")
_LOOKS = {"default": 0, "editable": False, "db_column": "misses"}
_SINCE = {"null": True, "blank": True, "editable": False, "db_column": "missing_since"}


class Migration(migrations.Migration):
    dependencies = [("cloudmailin", "0013_evidence")]

    operations = [
        operation
        for model in _MODELS
        for operation in (
            migrations.AlterField(model, "misses", models.PositiveSmallIntegerField(**_LOOKS)),
            migrations.RenameField(model, "misses", "contrary_looks"),
            migrations.AlterField(model, "missing_since", models.DateTimeField(**_SINCE)),
            migrations.RenameField(model, "missing_since", "contrary_since"),
        )
    ]
