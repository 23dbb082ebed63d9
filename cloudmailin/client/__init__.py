"""A client for CloudMailin's API that stands on its own: no Django, no retries, no state but a connection pool.

    from cloudmailin.client.client import Client
    from cloudmailin.client.errors import ApiError, RateLimited

    client = Client("https://api.cloudmailin.com/api/v0.1", account_id="…", api_key="…")
    address = client.create_address(target="https://app.example.com/inbound", target_format="json+n")
    client.create_custom_domain(address_id=address.id, domain="example.com")

Every call answers a frozen pydantic model or raises an `ApiError`; `errors` says what to do about each. One call
is one HTTP request of at most `transport.TOTAL_SECONDS`; when and whether to call again is the caller's affair,
as CloudMailin allows five calls a minute. Mail is sent with credentials of its own: `messages.Outbox`.
"""

VERSION = "0.1.0"
