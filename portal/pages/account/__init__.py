"""One's own account: name, second step, sessions; which tenant one looks at; signing up where a brand opens it."""
