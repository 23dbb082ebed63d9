"""`manage.py export_tenant TENANT`: everything that is known of one customer, as JSON or as a zip of it."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID
from zipfile import ZIP_DEFLATED, ZipFile

from django.core.management.base import BaseCommand, CommandError
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Q, QuerySet

from portal.tenant_data import Fact, tables
from tenants.audit import AuditAction, record
from tenants.models import Tenant

Write = Callable[[str], Any]


class Command(BaseCommand):
    help = (
        "Write everything that is known of one customer, without secrets: its row, people, domains, findings, "
        "timelines, operations, calls, mails and audit. As JSON, or as a zip with a JSON file for each table."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "tenant", metavar="TENANT", help="its id (of its page in the console), or its name"
        )
        parser.add_argument(
            "--output",
            type=Path,
            metavar="FILE",
            help="ends in .json or .zip (default: JSON to the terminal)",
        )

    def handle(self, *, tenant: str, output: Path | None, **options: Any) -> None:
        found = _found(tenant)
        if output and output.suffix not in {".json", ".zip"}:
            raise CommandError(f"{output}: the name has to end in .json or .zip.", returncode=2)
        record(AuditAction.TENANT_EXPORTED, actor=None, target=found)
        if output is None:
            _write_json(found, partial(self.stdout.write, ending=""))
            return
        try:
            _write_file(found, output)
        except OSError as error:
            raise CommandError(f"{output}: {error.strerror}", returncode=2) from None
        self.stdout.write(f"{found} is in {output}.")


def _found(typed: str) -> Tenant:
    several = list(_named(typed).order_by("pk")[:20])
    if not several:
        raise CommandError(f"There is no customer {typed!r}.")
    if len(several) > 1:
        ids = "; ".join(f"{each.public_id} ({each.brand})" for each in several)
        raise CommandError(f"Several customers are called {typed!r}. Take an id: {ids}.")
    return several[0]


def _named(typed: str) -> QuerySet[Tenant]:
    try:
        asked = Q(public_id=UUID(typed))
    except ValueError:
        asked = Q(name__iexact=typed)
    return Tenant.objects.select_related("brand").filter(asked)


def _write_file(tenant: Tenant, output: Path) -> None:
    if output.suffix == ".json":
        with output.open("x", encoding="utf-8") as file:
            _write_json(tenant, file.write)
        return
    with ZipFile(output, "x", ZIP_DEFLATED) as archive:
        for name, rows in tables(tenant):
            with archive.open(f"{name}.json", "w", force_zip64=True) as entry:
                for piece in _as_list(rows):
                    entry.write(piece.encode())


def _write_json(tenant: Tenant, write: Write) -> None:
    """Piece by piece: a customer of many years has a long audit."""
    for number, (name, rows) in enumerate(tables(tenant)):
        write(f"{',' if number else '{'}\n{json.dumps(name)}: ")
        for piece in _as_list(rows):
            write(piece)
    write("\n}\n")


def _as_list(rows: Iterable[Fact]) -> Iterator[str]:
    yield "["
    for number, row in enumerate(rows):
        told = json.dumps(row, cls=DjangoJSONEncoder, ensure_ascii=False)
        yield f"{',' if number else ''}\n  {told}"
    yield "]"
