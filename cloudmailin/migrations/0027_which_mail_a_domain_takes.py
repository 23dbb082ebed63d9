"""Which recipients a domain takes, and a target of its own where CloudMailin allows it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cloudmailin", "0026_line_has_its_lists_tenant"),
    ]

    operations = [
        migrations.AddField(
            model_name="account",
            name="domain_targets",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="CloudMailin lets this account give a domain a target of its own, which it does for some accounts only. Customers see it where they set the target of their address.",
                verbose_name="targets of domains",
            ),
        ),
        migrations.AddField(
            model_name="receivingdomain",
            name="auth_regex",
            field=models.TextField(
                blank=True,
                db_default="",
                default="",
                editable=False,
                help_text="The recipients that are let in; all, where it is empty.",
            ),
        ),
        migrations.AddField(
            model_name="receivingdomain",
            name="domain_target",
            field=models.TextField(
                blank=True,
                db_default="",
                default="",
                editable=False,
                help_text="Instead of the address's target.",
            ),
        ),
    ]
