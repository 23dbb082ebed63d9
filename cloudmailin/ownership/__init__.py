"""Whose domain is it? An MX record proves nothing: all customers' point at the same hosts."""
