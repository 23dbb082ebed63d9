"""CloudMailin's management API, a name server and "the customer's DNS host", on one machine.

It stands outside the product and imports nothing of it: what it knows about CloudMailin comes from
CloudMailin's documentation only, so a misunderstanding in the product can't hide in a shared module.
"""
