"""Scrapy spiders: one for all sources, and a class of its own where data cannot describe a site."""
