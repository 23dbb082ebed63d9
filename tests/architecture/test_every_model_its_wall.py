"""Every model with a tenant stands behind the scoped manager, and the database ties children to their parent's tenant."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import connection, models

from cloudmailin.models import Domain
from tenants.scoping import TenantManager, TenantOwned

OURS = [
    model for app in ("tenants", "cloudmailin", "portal") for model in apps.get_app_config(app).get_models()
]

UNSCOPED_ON_PURPOSE = {"Membership", "Turn"}
"""What a scope is opened from, and the queue's own book-keeping."""


def has_tenant(model: type[models.Model]) -> bool:
    return any(
        field.name == "tenant" for field in model._meta.get_fields() if isinstance(field, models.ForeignKey)
    )


@pytest.mark.parametrize(
    "model", [model for model in OURS if has_tenant(model)], ids=lambda model: model.__name__
)
def test_a_model_with_a_tenant_has_the_scoped_manager(model: type[models.Model]) -> None:
    if model.__name__ not in UNSCOPED_ON_PURPOSE:
        assert issubclass(model, TenantOwned)
        assert isinstance(model._default_manager, TenantManager)


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
