"""Migration steps by which PostgreSQL itself holds that a child belongs to its parent's tenant.

Django has no composite foreign keys, so these are written in SQL. A null column (a row that is nobody's) is not
checked, as the standard has it for MATCH SIMPLE. Each step is safe on a live database: an index is built while
writes go on, and rows that are there are checked without holding any up.
"""

from __future__ import annotations

from django.db.migrations import AddConstraint, RunSQL
from django.db.migrations.operations.base import Operation
from django.db.models import UniqueConstraint


def end_of_ties(app: str, model: str) -> list[Operation]:
    """What a tie can lead to: the row's id together with its tenant. In a migration with `atomic = False`."""
    name, table = f"{model}_id_with_tenant", f"{app}_{model}"
    added = AddConstraint(model, UniqueConstraint(fields=["id", "tenant"], name=name))
    build = RunSQL(
        f"CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS {name} ON {table} (id, tenant_id)",
        f"DROP INDEX IF EXISTS {name}",
    )
    use = RunSQL(
        f"ALTER TABLE {table} ADD CONSTRAINT {name} UNIQUE USING INDEX {name}",
        f"ALTER TABLE {table} DROP CONSTRAINT {name}",
        state_operations=[added],
    )
    return [build, use]


def tie(child: str, column: str, parent: str) -> list[Operation]:
    """`column` of the table `child` points to a row of the table `parent` that has the same tenant."""
    name = f"{child.partition('_')[2]}_{column}_of_same_tenant"
    add = RunSQL(
        f"ALTER TABLE {child} ADD CONSTRAINT {name} FOREIGN KEY ({column}_id, tenant_id)"
        f" REFERENCES {parent} (id, tenant_id) DEFERRABLE INITIALLY DEFERRED NOT VALID",
        f"ALTER TABLE {child} DROP CONSTRAINT {name}",
    )
    check = RunSQL(f"ALTER TABLE {child} VALIDATE CONSTRAINT {name}", RunSQL.noop)
    return [add, check]
