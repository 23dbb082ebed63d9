"""Tenants out of a table: read, judged line by line, and made, all of them or none. The command and the console share it."""
