"""The tables of what watchlists caught, what reviewers decided, and what is told to whom. Part of version 1."""

from __future__ import annotations

WATCHING = """
CREATE TABLE watch_hits (           -- which article version a watchlist caught, and by which words
    key INTEGER PRIMARY KEY,        -- in the order of settling
    watchlist TEXT NOT NULL,        -- id of the watchlist: its table in watchlists.toml
    article TEXT NOT NULL,          -- id of the article
    revision INTEGER NOT NULL,
    at TEXT NOT NULL,               -- when it was caught
    terms TEXT NOT NULL,            -- JSON list: the query's words, phrases and fields that held, as typed
    first INTEGER NOT NULL,         -- 1: no earlier version of this article was caught by this watchlist
    UNIQUE (article, revision, watchlist)
);
CREATE INDEX watch_hits_watchlist ON watch_hits (watchlist, at);

CREATE TABLE marks (                -- review decisions; of those that stand, the latest counts
    key INTEGER PRIMARY KEY,        -- in the order of deciding
    article TEXT NOT NULL,          -- id of the article
    reviewer TEXT NOT NULL,         -- who decided
    decision TEXT NOT NULL CHECK (decision IN ('relevant', 'irrelevant')),
    watchlist TEXT,                 -- the watchlist it is about; NULL: all that caught the article
    label TEXT,                     -- a word to sort by
    note TEXT,
    at TEXT NOT NULL,               -- when it was decided
    undone TEXT                     -- when it was taken back; NULL: it stands
);
CREATE INDEX marks_article ON marks (article);
CREATE INDEX marks_at ON marks (at);

CREATE TABLE remarks (              -- stars, labels, notes, and what was seen; of those that stand, the latest counts
    key INTEGER PRIMARY KEY,        -- in the order of writing
    article TEXT NOT NULL,          -- id of the article
    reviewer TEXT NOT NULL,         -- who wrote it
    kind TEXT NOT NULL CHECK (kind IN ('star', 'seen', 'label', 'note')),
    value TEXT NOT NULL,            -- the label or note, 'yes' for the others; '' takes it off
    at TEXT NOT NULL,               -- when it was written
    undone TEXT                     -- when it was taken back; NULL: it stands
);
CREATE INDEX remarks_article ON remarks (article);

CREATE TABLE alerts (               -- what watchlists told of, each once; feeds and digests are made from it
    id TEXT PRIMARY KEY,            -- pipelines.alerts.alert_id: the same wherever it is derived from the same hit
    watchlist TEXT NOT NULL,
    article TEXT NOT NULL,
    revision INTEGER NOT NULL,
    at TEXT NOT NULL,               -- when the watchlist caught it
    why TEXT NOT NULL CHECK (why IN ('new', 'independent', 'term')),
    terms TEXT NOT NULL,            -- JSON list: the words that held
    fresh TEXT NOT NULL             -- JSON list: those that no earlier article of its story had
);
CREATE INDEX alerts_article ON alerts (article);
CREATE INDEX alerts_watchlist ON alerts (watchlist, at);

CREATE TABLE outbox (               -- messages to be sent, and what came of them
    id TEXT PRIMARY KEY,            -- shown to its receiver, who knows by it a message that was sent twice
    channel TEXT NOT NULL,          -- name of the channel
    kind TEXT NOT NULL CHECK (kind IN ('alert', 'alarm', 'digest', 'test')),
    about TEXT NOT NULL,            -- the watchlist, the source, or the digest's name
    state TEXT NOT NULL CHECK (state IN ('pending', 'sent', 'failed', 'dropped')),
    created TEXT NOT NULL,
    next_try TEXT NOT NULL,         -- of a pending one: not before
    attempts INTEGER NOT NULL DEFAULT 0,    -- counted before each, so that a killed one counts
    error TEXT,                     -- why the last attempt failed, or what was refused of one that was sent
    settled TEXT,                   -- when it was sent, failed for good, or dropped; NULL: pending
    payload TEXT NOT NULL           -- JSON: what it is made from (ids), never an article's words
);
CREATE INDEX outbox_due ON outbox (next_try) WHERE state = 'pending';
CREATE INDEX outbox_about ON outbox (channel, kind, about, next_try);
CREATE INDEX outbox_settled ON outbox (state, settled) WHERE settled IS NOT NULL;  -- else it is taken for what is due

CREATE TABLE digests (              -- each digest that was made, sent or not
    name TEXT PRIMARY KEY,          -- the day it is of (configured time zone); one asked for by hand: its moment
    since TEXT NOT NULL,            -- what it covers: from, and ...
    until TEXT NOT NULL,            -- ... up to, excluded
    made TEXT NOT NULL,
    articles TEXT NOT NULL          -- JSON list: ids of the articles it shows
);

CREATE TABLE cursors (              -- up to where something was read, by the name of its reader
    name TEXT PRIMARY KEY,          -- hits, alarms
    key INTEGER NOT NULL            -- last key that was read
) WITHOUT ROWID;
"""
