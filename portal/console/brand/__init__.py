"""A brand's desk in the console: its look with a live preview, and its host names with their proofs."""
