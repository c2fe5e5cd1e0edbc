"""Lists of sources from elsewhere and for elsewhere: CSV and OPML."""
