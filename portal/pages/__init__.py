"""The customers' pages, one package a subject; subjects know nothing of each other."""
