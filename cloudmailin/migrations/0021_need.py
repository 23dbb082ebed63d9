"""How much a domain needs its customer is kept with it, by the database itself, whoever writes."""

from django.db import migrations, models

_CREATE = """
CREATE FUNCTION cloudmailin_need(domain bigint, is_proven boolean) RETURNS smallint LANGUAGE sql STABLE AS $$
    SELECT CASE
        WHEN EXISTS (SELECT FROM cloudmailin_receivingdomain WHERE domain_id = $1 AND state IN ('degraded', 'rejected'))
          OR EXISTS (SELECT FROM cloudmailin_sendingdomain WHERE domain_id = $1 AND state IN ('degraded', 'rejected'))
          OR EXISTS (SELECT FROM cloudmailin_finding WHERE domain_id = $1 AND status IN ('wrong', 'conflicting')
                     AND purpose <> 'dmarc' AND NOT (purpose = 'ownership' AND $2)) THEN 0
        WHEN EXISTS (SELECT FROM cloudmailin_receivingdomain WHERE domain_id = $1 AND state NOT IN ('active', 'gone'))
          OR EXISTS (SELECT FROM cloudmailin_sendingdomain WHERE domain_id = $1 AND state NOT IN ('verified', 'gone'))
          THEN 1
        ELSE 2
    END::smallint
$$;

CREATE FUNCTION cloudmailin_need_of_one() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE changed bigint := CASE WHEN TG_OP = 'DELETE' THEN OLD.domain_id ELSE NEW.domain_id END;
BEGIN
    UPDATE cloudmailin_domain SET need = cloudmailin_need(id, proven_at IS NOT NULL)
    WHERE id = changed AND need <> cloudmailin_need(id, proven_at IS NOT NULL);
    RETURN NULL;
END $$;

CREATE FUNCTION cloudmailin_need_of_the_new() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE cloudmailin_domain SET need = cloudmailin_need(id, proven_at IS NOT NULL)
    WHERE id IN (SELECT domain_id FROM made WHERE to_jsonb(made) ->> TG_ARGV[0] <> ALL (string_to_array(TG_ARGV[1], ' ')))
      AND need <> cloudmailin_need(id, proven_at IS NOT NULL);
    RETURN NULL;
END $$;

CREATE FUNCTION cloudmailin_need_of_itself() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.need := cloudmailin_need(NEW.id, NEW.proven_at IS NOT NULL);
    RETURN NEW;
END $$;

CREATE TRIGGER need_changes AFTER UPDATE ON cloudmailin_receivingdomain FOR EACH ROW
    WHEN (OLD.state IS DISTINCT FROM NEW.state) EXECUTE FUNCTION cloudmailin_need_of_one();
CREATE TRIGGER need_begins AFTER INSERT ON cloudmailin_receivingdomain REFERENCING NEW TABLE AS made
    FOR EACH STATEMENT EXECUTE FUNCTION cloudmailin_need_of_the_new('state', 'active gone');

CREATE TRIGGER need_changes AFTER UPDATE ON cloudmailin_sendingdomain FOR EACH ROW
    WHEN (OLD.state IS DISTINCT FROM NEW.state) EXECUTE FUNCTION cloudmailin_need_of_one();
CREATE TRIGGER need_begins AFTER INSERT ON cloudmailin_sendingdomain REFERENCING NEW TABLE AS made
    FOR EACH STATEMENT EXECUTE FUNCTION cloudmailin_need_of_the_new('state', 'verified gone');

CREATE TRIGGER need_changes AFTER UPDATE ON cloudmailin_finding FOR EACH ROW
    WHEN (OLD.status IS DISTINCT FROM NEW.status) EXECUTE FUNCTION cloudmailin_need_of_one();
CREATE TRIGGER need_begins AFTER INSERT ON cloudmailin_finding REFERENCING NEW TABLE AS made
    FOR EACH STATEMENT EXECUTE FUNCTION cloudmailin_need_of_the_new('status', 'ok missing unknown');
CREATE TRIGGER need_ends AFTER DELETE ON cloudmailin_finding FOR EACH ROW EXECUTE FUNCTION cloudmailin_need_of_one();

CREATE TRIGGER need_changes BEFORE UPDATE OF proven_at ON cloudmailin_domain FOR EACH ROW
    WHEN ((OLD.proven_at IS NULL) <> (NEW.proven_at IS NULL)) EXECUTE FUNCTION cloudmailin_need_of_itself();
"""

_DROP = """
DROP TRIGGER need_changes ON cloudmailin_domain;
DROP TRIGGER need_changes ON cloudmailin_receivingdomain;
DROP TRIGGER need_begins ON cloudmailin_receivingdomain;
DROP TRIGGER need_changes ON cloudmailin_sendingdomain;
DROP TRIGGER need_begins ON cloudmailin_sendingdomain;
DROP TRIGGER need_changes ON cloudmailin_finding;
DROP TRIGGER need_begins ON cloudmailin_finding;
DROP TRIGGER need_ends ON cloudmailin_finding;
DROP FUNCTION cloudmailin_need_of_itself();
DROP FUNCTION cloudmailin_need_of_the_new();
DROP FUNCTION cloudmailin_need_of_one();
DROP FUNCTION cloudmailin_need(bigint, boolean);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("cloudmailin", "0020_mail_has_its_domains_tenant"),
    ]

    operations = [
        migrations.AddField(
            model_name="domain",
            name="need",
            field=models.PositiveSmallIntegerField(
                choices=[(0, "needs attention"), (1, "under way"), (2, "nothing")],
                db_default=2,
                default=2,
                editable=False,
                help_text="Written by the database, as states and findings change.",
            ),
        ),
        migrations.RunSQL(_CREATE, _DROP),
    ]
