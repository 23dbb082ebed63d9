"""Trials: real messages by which people see that a domain works, sent from it or to it, and what became of them."""
