"""When customers and accounts are to be deleted, and since when they are."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tenants", "0006_invitations"),
    ]

    operations = [
        migrations.AddField(
            model_name="membership",
            name="ends_at",
            field=models.DateTimeField(
                editable=False,
                help_text="The person wants their account deleted then; until then it can be undone.",
                null=True,
            ),
        ),
        migrations.AddField(
            model_name="tenant",
            name="deletes_at",
            field=models.DateTimeField(
                blank=True,
                editable=False,
                help_text="An owner wants it deleted then; until then it can be undone.",
                null=True,
            ),
        ),
        migrations.AddField(
            model_name="tenant",
            name="erased_at",
            field=models.DateTimeField(
                blank=True,
                editable=False,
                help_text="Its domains are gone, and what it knew of people is deleted.",
                null=True,
            ),
        ),
        migrations.AddField(
            model_name="user",
            name="erased_at",
            field=models.DateTimeField(
                blank=True,
                editable=False,
                help_text="Nothing of the person is left but the row's number.",
                null=True,
            ),
        ),
    ]
