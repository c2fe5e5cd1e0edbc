"""The tables of who credits whom, and of which articles tell one event; a part of the catalogue's schema."""

from __future__ import annotations

STORIES = """
CREATE TABLE credits (              -- attribution edges of newest versions
    article TEXT NOT NULL,          -- id of the article that credits
    position INTEGER NOT NULL,
    kind TEXT NOT NULL,
    name TEXT,
    url TEXT,
    url_key TEXT,                   -- key of url: an article stored later closes the edge
    agency TEXT,
    target TEXT,                    -- id of the credited article; NULL until it is stored
    evidence TEXT NOT NULL,
    confidence REAL NOT NULL,
    PRIMARY KEY (article, position)
) WITHOUT ROWID;
CREATE INDEX credits_open ON credits (url_key) WHERE target IS NULL;
CREATE INDEX credits_target ON credits (target);

CREATE TABLE event_keys (           -- which articles have a rare name or number (stories.index); copies left out
    bucket INTEGER NOT NULL,        -- as in fingerprints
    key INTEGER NOT NULL,           -- hash of the name's skeleton or of the number, signed 64 bit
    article INTEGER NOT NULL,       -- articles.key
    PRIMARY KEY (bucket, key, article)
) WITHOUT ROWID;
CREATE TABLE event_key_counts (     -- how many articles of a bucket have a key; key 0: how many there are
    bucket INTEGER NOT NULL,
    key INTEGER NOT NULL,
    articles INTEGER NOT NULL,
    PRIMARY KEY (bucket, key)
) WITHOUT ROWID;
CREATE TABLE event_profiles (       -- what an article is recognised by
    article INTEGER PRIMARY KEY,    -- articles.key of a newest version that is no copy
    seen TEXT NOT NULL,             -- pipelines.dedup.window_time
    profile BLOB NOT NULL           -- JSON: names, numbers, days
);
CREATE TABLE story_links (          -- articles that tell one event in different words, and by what that was seen
    article TEXT NOT NULL,          -- id of the one stored later
    other TEXT NOT NULL,            -- id of the one stored before
    kind TEXT NOT NULL CHECK (kind IN ('retold', 'same_event')),
    score REAL NOT NULL,            -- 0 to 1
    evidence TEXT NOT NULL,         -- JSON: the names and numbers both have
    PRIMARY KEY (article, other)
) WITHOUT ROWID;
CREATE INDEX story_links_other ON story_links (other);
"""
