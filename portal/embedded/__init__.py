"""Private servers out of wheels, for the demo and the tests: PostgreSQL, Redis, and whatever runs beside them.

Knows no Django: it has to run before the settings load.
"""
