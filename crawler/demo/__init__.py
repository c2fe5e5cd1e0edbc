"""The loopback newsroom: five invented outlets served on this machine, for `presswatch demo` and for the tests.

pieces.py (one text file an article) and sites.py (one TOML file an outlet) are data; layouts.py renders them by Jinja
templates; edition.py says what is published at the moment; exchange.py speaks HTTP; server.py puts them together.
findings.py reads back what a crawl stored of it.
"""
