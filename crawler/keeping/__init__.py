"""Keeping and forgetting: what is dropped with age, what is removed for good, backups, and reading old pages anew."""
