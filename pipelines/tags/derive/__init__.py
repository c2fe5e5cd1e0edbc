"""How the shipped gazetteer was made; nothing here runs with the program."""
