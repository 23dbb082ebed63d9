"""`manage.py reconcile`: compare what CloudMailin has with what the portal believes, now instead of tomorrow."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cloudmailin.models import Account
from cloudmailin.reconcile.rounds import begin
from tenants.scoping import across_tenants


class Command(BaseCommand):
    help = (
        "Ask for a round of reconciliation now: everything at CloudMailin is listed with calls that nobody else "
        "needs, and what differs is shown in the console under Drift. Nothing is repaired by itself."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--account", metavar="ID", help="only the account with this id at CloudMailin (default: all)"
        )

    def handle(self, *, account: str | None, **options: Any) -> None:
        accounts = Account.objects.filter(remote_id=account) if account else Account.objects.all()
        if account and not accounts:
            raise CommandError(f"There is no account with the id {account}.")
        with across_tenants():
            reads = sum(_reads_left(each) for each in accounts)
        self.stdout.write(
            f"{len(accounts)} account(s) will be read, {reads} lists to begin with, when no other work waits;"
            " the console shows what differs under Drift."
        )


def _reads_left(account: Account) -> int:
    return begin(account, is_urgent=True).readings.filter(read_at=None).count()
