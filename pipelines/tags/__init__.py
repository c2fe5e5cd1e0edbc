"""Tags: the language of a text, the countries and places it is about, the names in it, its topics."""
