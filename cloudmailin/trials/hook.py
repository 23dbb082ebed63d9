"""The way in for CloudMailin's webhook: a long random path, and a password (HTTP Basic) besides."""

from __future__ import annotations

from hmac import compare_digest
from secrets import token_urlsafe

from cloudmailin.models import Account

USER = "events"
_RANDOM_BYTES = 32


def open_for(account: Account) -> None:
    """Give the account its path and password, if it has none."""
    if not account.hook_path:
        renew(account)


def renew(account: Account) -> None:
    """New ones: what was told to CloudMailin before opens nothing any more."""
    account.hook_path, account.hook_password = token_urlsafe(_RANDOM_BYTES), token_urlsafe(_RANDOM_BYTES)
    account.save(update_fields=["hook_path", "hook_password"])


def address(account: Account, url: str) -> str:
    """The `url` of the path with the password in it, as CloudMailin takes it."""
    return url.replace("://", f"://{USER}:{account.hook_password}@", 1)


def is_path(account: Account, path: str) -> bool:
    """In constant time."""
    return bool(account.hook_path) and compare_digest(account.hook_path.encode(), path.encode())


def opens(account: Account, user: str, password: str) -> bool:
    """Whether these are the account's credentials, in constant time."""
    right_user = compare_digest(USER.encode(), user.encode())
    right_password = compare_digest(account.hook_password.encode(), password.encode())
    return bool(account.hook_password) and right_user & right_password
