"""The audit can be added to, never rewritten; only a client's address may be emptied, and not before thirty days."""

from django.db import migrations

_CREATE = """
CREATE FUNCTION tenants_audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF NEW.address IS NULL AND OLD.at < now() - interval '30 days'
            AND to_jsonb(NEW) - 'address' = to_jsonb(OLD) - 'address'
        THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'The audit is append-only.' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER audit_is_append_only BEFORE UPDATE OR DELETE ON tenants_auditentry
    FOR EACH ROW EXECUTE FUNCTION tenants_audit_is_append_only();
CREATE TRIGGER audit_is_never_emptied BEFORE TRUNCATE ON tenants_auditentry
    FOR EACH STATEMENT EXECUTE FUNCTION tenants_audit_is_append_only();
"""

_DROP = """
DROP TRIGGER audit_is_never_emptied ON tenants_auditentry;
DROP TRIGGER audit_is_append_only ON tenants_auditentry;
DROP FUNCTION tenants_audit_is_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("tenants", "0004_audit")]
    operations = [migrations.RunSQL(_CREATE, _DROP)]
