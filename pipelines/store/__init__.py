"""Where articles are kept: the catalogue (SQLite, the only truth) and the JSONL files projected from it."""
