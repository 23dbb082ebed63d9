"""A domain's timeline can be added to, never rewritten."""

from django.db import migrations

_CREATE = """
CREATE FUNCTION cloudmailin_event_is_immutable() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'A domain event is immutable.' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER event_is_immutable BEFORE UPDATE OR DELETE ON cloudmailin_domainevent
    FOR EACH ROW EXECUTE FUNCTION cloudmailin_event_is_immutable();
"""

_DROP = """
DROP TRIGGER event_is_immutable ON cloudmailin_domainevent;
DROP FUNCTION cloudmailin_event_is_immutable();
"""


class Migration(migrations.Migration):
    dependencies = [("cloudmailin", "0003_child_has_its_domains_tenant")]
    operations = [migrations.RunSQL(_CREATE, _DROP)]
