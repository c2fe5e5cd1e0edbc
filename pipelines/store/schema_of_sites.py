"""The tables of what is learned of each site's pages. Part of version 1."""

from __future__ import annotations

SITES = """
CREATE TABLE template_lessons (     -- what a site's newest pages taught (pipelines.templates)
    key INTEGER PRIMARY KEY,
    site TEXT NOT NULL,             -- host
    page TEXT NOT NULL,             -- URL: a page teaches once
    container TEXT NOT NULL,        -- where its article lives
    lesson TEXT NOT NULL,           -- JSON
    UNIQUE (site, page)
);
CREATE INDEX template_lessons_container ON template_lessons (site, container);
CREATE TABLE templates (            -- the templates that they support
    site TEXT NOT NULL,
    container TEXT NOT NULL,
    version INTEGER NOT NULL,       -- raised with every change of one of the site's
    template TEXT,                  -- JSON; NULL: too few pages agree any more
    PRIMARY KEY (site, container)
) WITHOUT ROWID;

CREATE TABLE page_facts (           -- what is usual of a site's pages (pipelines.watching.drift)
    key INTEGER PRIMARY KEY,
    url INTEGER NOT NULL UNIQUE,    -- urls.key
    site TEXT NOT NULL,             -- host
    held INTEGER NOT NULL,          -- 1: the page is not trusted
    words INTEGER NOT NULL,
    told REAL NOT NULL,             -- share of its headline's words that its text has
    lacks TEXT NOT NULL,            -- fields that it is without
    headline BLOB NOT NULL,         -- hashes of its words ...
    lines BLOB NOT NULL             -- ... and of the text's lines, 4 bytes each
);
CREATE INDEX page_facts_site ON page_facts (site, held);
"""
