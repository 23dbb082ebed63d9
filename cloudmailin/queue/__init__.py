"""The operation queue: claim, call, settle, under five calls a minute."""
