"""Reader processes: strangers' bytes are parsed there, under a deadline and a memory limit, not in the crawler."""
