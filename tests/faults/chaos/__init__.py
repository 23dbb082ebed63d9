"""Chaos: real worker processes, killed, frozen, cut off and told everything twice, while a judge counts."""
