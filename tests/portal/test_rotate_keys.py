"""Keys are renewed while the product runs: stopped anywhere and begun again, nothing is lost and nothing overwritten."""

from __future__ import annotations

import io
from itertools import islice

import pytest
from cryptography.fernet import Fernet, InvalidToken
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from pytest_django.fixtures import Settings

from cloudmailin.models import Account
from cloudmailin.rotation import Fate, rotate
from tests.build import a_brand

pytestmark = pytest.mark.django_db
OLD, NEW, LOST = (Fernet.generate_key().decode() for _ in range(3))


@pytest.fixture
def under_old_keys(settings: Settings) -> list[Account]:
    """Two secrets each, and a new key in front."""
    settings.FIELD_KEYS = [OLD]
    made = [a_brand(key=f"secret-{n}").account for n in range(3)]
    Account.objects.update(inbound_auth="Basic secret")
    settings.FIELD_KEYS = [NEW, OLD]
    return made


def said(*arguments: str) -> str:
    out = io.StringIO()
    call_command("rotate_keys", *arguments, stdout=out)
    return out.getvalue()


def secrets() -> set[tuple[str, str]]:
    return {(str(each.api_key), str(each.inbound_auth)) for each in Account.objects.all()}


def test_afterwards_the_old_key_can_go(under_old_keys: list[Account], settings: Settings) -> None:
    before = secrets()
    with pytest.raises(CommandError, match="Older keys are in use"):
        said("--check")
    assert "6 under older ones, which are under the newest now" in said()
    settings.FIELD_KEYS = [NEW]
    assert secrets() == before
    assert said("--check").startswith("6 under the newest key, 0 under older ones")


def test_stopped_in_the_middle_it_goes_on(under_old_keys: list[Account], settings: Settings) -> None:
    assert list(islice(rotate(), 3)) == [Fate.OLDER] * 3
    assert len(secrets()) == 3
    assert sorted(rotate()) == [Fate.NEWEST] * 3 + [Fate.OLDER] * 3
    settings.FIELD_KEYS = [NEW]
    assert len(secrets()) == 3


def test_what_no_key_opens_is_told_and_left_as_it_is(
    under_old_keys: list[Account], settings: Settings
) -> None:
    sealed = Fernet(LOST).encrypt(b"secret").decode()
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE cloudmailin_account SET api_key = %s WHERE id = %s", [sealed, under_old_keys[0].pk]
        )
    with pytest.raises(CommandError, match="Put the key that is missing back"):
        said()
    with connection.cursor() as cursor:
        cursor.execute("SELECT api_key FROM cloudmailin_account WHERE id = %s", [under_old_keys[0].pk])
        assert cursor.fetchone() == (sealed,)
    with pytest.raises(InvalidToken):
        Account.objects.get(pk=under_old_keys[0].pk)


def test_what_is_changed_meanwhile_stays_changed(under_old_keys: list[Account]) -> None:
    running = rotate()
    next(running)
    Account.objects.filter(pk=under_old_keys[2].pk).update(api_key="entered-meanwhile")
    list(running)
    assert Account.objects.get(pk=under_old_keys[2].pk).api_key == "entered-meanwhile"
