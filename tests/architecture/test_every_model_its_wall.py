"""Every model with a tenant stands behind the scoped manager, and the database ties children to their parent's tenant."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.core.checks import run_checks
from django.db import connection, models

from cloudmailin.models import Domain

OURS = [
    model for app in ("tenants", "cloudmailin", "portal") for model in apps.get_app_config(app).get_models()
]


def test_no_model_view_or_task_is_without_its_wall() -> None:
    found = run_checks(tags=["walls"])
    assert found == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "model",
    [
        m
        for m in OURS
        if any(isinstance(f, models.ForeignKey) and f.related_model is Domain for f in m._meta.get_fields())
    ],
    ids=lambda model: model.__name__,
)
def test_a_child_of_a_domain_is_tied_to_its_tenant_by_the_database(model: type[models.Model]) -> None:
    with connection.cursor() as cursor:
        constraints = connection.introspection.get_constraints(cursor, model._meta.db_table)
        cursor.execute(
            "SELECT 1 FROM pg_constraint WHERE conrelid = %s::regclass AND contype = 'f' AND cardinality(conkey) = 2",
            [model._meta.db_table],
        )
        assert cursor.fetchone(), f"{model.__name__} has no composite foreign key among {sorted(constraints)}"
