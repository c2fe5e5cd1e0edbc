"""Pure stages from a fetched page to a stored article. Nothing here fetches, and nothing here imports crawler."""
