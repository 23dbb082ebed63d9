"""The world's fixtures, for all tests."""

from tests.world import brand, simulator, tenant, witness

__all__ = ["brand", "simulator", "tenant", "witness"]
