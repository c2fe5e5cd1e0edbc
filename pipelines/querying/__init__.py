"""The query language: one grammar and one tree, for the archive's search and for articles as they arrive."""
