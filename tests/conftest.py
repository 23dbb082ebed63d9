"""The world's fixtures, for all tests; and no deadline for an example, since machines are noisy."""

import hypothesis

from tests.world import brand, simulator, tenant, witness

__all__ = ["brand", "simulator", "tenant", "witness"]

hypothesis.settings.register_profile("unhurried", deadline=None)
hypothesis.settings.load_profile("unhurried")
