"""Every model with a tenant stands behind the scoped manager, and the database ties children to their parent's tenant."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.core.checks import run_checks
from django.db import connection, models

from tenants.scoping import TenantOwned

OWNED = [model for model in apps.get_models() if issubclass(model, TenantOwned) and not model._meta.proxy]
UNSCOPED = [model for model in apps.get_models() if not issubclass(model, TenantOwned)]

POINTS_ACROSS = {"Reading": "The queue's own, written and read across tenants; no page knows it."}
"""Unscoped models that point to rows of tenants, and why."""

Parent = models.ForeignKey[models.Model, models.Model]


def owned_parents(model: type[models.Model]) -> list[Parent]:
    keys = (field for field in model._meta.concrete_fields if isinstance(field, models.ForeignKey))
    return [key for key in keys if issubclass(key.related_model, TenantOwned)]


def test_no_model_view_or_task_is_without_its_wall() -> None:
    found = run_checks(tags=["walls"])
    assert found == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("model", "key"),
    [(model, key) for model in OWNED for key in owned_parents(model)],
    ids=lambda of: getattr(of, "__name__", None) or of.name,
)
def test_a_child_is_tied_to_its_parents_tenant_by_the_database(
    model: type[models.Model], key: Parent
) -> None:
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT array_agg(attname::text ORDER BY attname) FROM pg_constraint"
            " JOIN pg_attribute ON attrelid = conrelid AND attnum = ANY(conkey)"
            " WHERE conrelid = %s::regclass AND contype = 'f' AND convalidated GROUP BY pg_constraint.oid",
            [table],
        )
        tied = [columns for (columns,) in cursor.fetchall()]
    assert sorted([key.column, "tenant_id"]) in tied, f"tie {table}.{key.column} with tenants.ties"


@pytest.mark.parametrize("model", UNSCOPED, ids=lambda model: model.__name__)
def test_no_query_goes_through_what_tenants_share_to_their_rows(model: type[models.Model]) -> None:
    """`Account.objects.filter(domains__…)` would join rows of all tenants: what has no name can't be joined."""
    reverse = [f for f in model._meta.get_fields() if isinstance(f, models.ForeignObjectRel)]
    assert [f.name for f in reverse if issubclass(f.related_model, TenantOwned)] == []
    assert owned_parents(model) == [] or model.__name__ in POINTS_ACROSS
