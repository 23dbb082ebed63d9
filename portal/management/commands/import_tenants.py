"""`manage.py import_tenants FILE.csv`: customers out of a table, all of them or none."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.importing.judging import Judged
from portal.importing.making import judged, make
from portal.importing.reading import NoTable
from tenants.members import NotAllowed
from tenants.models import Brand, User
from tenants.scoping import across_tenants


class Command(BaseCommand):
    help = (
        "Make customers out of a CSV file with the columns name, brand (its name or short name), owner (an e-mail "
        "address that is invited; may be empty) and domains (how many it may have; may be empty). All lines or none. "
        "Exit status 1: a line can't be taken, 2: the file can't be read."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE.csv")
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would become of each line, and make nothing"
        )
        parser.add_argument(
            "--by", metavar="EMAIL", help="the staff member who invites (default: the first superuser)"
        )

    def handle(self, *, file: Path, dry_run: bool, by: str | None, **options: Any) -> None:
        with across_tenants():
            lines = _judged(file)
            refused = [each for each in lines if each.problems]
            for each in lines:
                (self.stderr if each.problems else self.stdout).write(_said(each))
            if refused:
                raise CommandError(f"{len(refused)} of {len(lines)} lines can't be taken; nothing was made.")
            if dry_run:
                self.stdout.write(f"{len(lines)} customer(s) would be made. Nothing was.")
                return
            self._make(lines, _inviter(by))

    def _make(self, lines: list[Judged], by: User) -> None:
        try:
            unsent = make(lines, by=by)
        except NotAllowed:
            raise CommandError(f"{by} may not invite owners; nothing was made.") from None
        for email in unsent:
            self.stderr.write(f"The mail to {email} could not be sent: invite them again in the console.")
        self.stdout.write(f"{len(lines)} customer(s) were made.")
        if unsent:
            raise CommandError(f"{len(unsent)} invitation(s) could not be sent.")


def _judged(file: Path) -> list[Judged]:
    try:
        return judged(file.read_text(encoding="utf-8-sig"), Brand.objects.all())
    except (OSError, UnicodeDecodeError, NoTable) as error:
        raise CommandError(f"{file}: {error}", returncode=2) from None


def _said(each: Judged) -> str:
    where = f"line {each.line.number}: {each.line.name or '–'}"
    if each.problems:
        return f"{where}: {'; '.join(each.problems)}"
    limit = "as many domains as it likes" if each.most_domains is None else f"{each.most_domains} domains"
    owner = f"{each.line.owner} is invited" if each.line.owner else "nobody is invited"
    return f"{where}: new under {each.brand}, {limit}, {owner}"


def _inviter(email: str | None) -> User:
    staff = User.objects.filter(is_staff=True, is_active=True)
    found = staff.filter(email=email.lower()) if email else staff.filter(is_superuser=True).order_by("pk")
    person = found.first()
    if person is None:
        raise CommandError(
            f"There is no staff member {email}." if email else "There is no superuser: use --by."
        )
    return person
