"""The catalogue's tables and how an older folder is raised to them.

The version of a data folder is SQLite's `user_version`. Each entry of MIGRATIONS raises it by one; entries are never
edited once released. An older program refuses a newer folder.

States of a wanted URL: wanted, fetching (handed to the spider; at start it becomes wanted again), held (read, but not
trusted yet), stored, rejected (reason), failed (reason, next_try).
"""

from __future__ import annotations

from pipelines.store.schema_of_sites import SITES
from pipelines.store.schema_of_stories import STORIES
from pipelines.store.schema_of_watching import WATCHING

INITIAL = (
    """
CREATE TABLE documents (            -- what is polled: feeds, sitemaps, section pages
    url TEXT PRIMARY KEY,
    source TEXT NOT NULL,           -- source id
    kind TEXT NOT NULL CHECK (kind IN ('feed', 'sitemap', 'section')),
    parent TEXT,                    -- the sitemap index or section page that named it; NULL: configured
    etag TEXT,                      -- validators of the last complete answer, verbatim
    last_modified TEXT,
    last_full TEXT,                 -- when it was last fetched without validators being honoured (status 200)
    last_poll TEXT,                 -- when it was last asked, whatever came of it
    last_status INTEGER,            -- HTTP status of that
    last_new TEXT,                  -- when a poll last showed an item not known before
    next_poll TEXT,                 -- NULL: at once
    errors INTEGER NOT NULL DEFAULT 0,      -- failed polls in a row
    reason TEXT,                    -- why the last poll failed; NULL: it did not
    detail TEXT,
    items REAL NOT NULL DEFAULT 0,  -- decayed count of new items, and ...
    observed REAL NOT NULL DEFAULT 0,       -- ... the decayed seconds over which they were counted
    counted TEXT,                   -- up to when they were counted: the last poll that succeeded
    size INTEGER,                   -- bytes of the last complete answer: what a 304 saves
    ttl REAL                        -- lower bound in seconds that the document or server asks for
);
CREATE INDEX documents_due ON documents (next_poll);

CREATE TABLE urls (                 -- every URL wanted, and what became of it
    key INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,        -- the article's id: 128-bit random text
    url_key TEXT NOT NULL UNIQUE,   -- pipelines.urls.url_key, which names its rules' version
    url TEXT NOT NULL,              -- as first found
    source TEXT NOT NULL,           -- source id, '' where none is configured
    host TEXT NOT NULL,             -- host[:port], for politeness
    state TEXT NOT NULL CHECK (state IN ('wanted', 'fetching', 'held', 'stored', 'rejected', 'failed')),
    reason TEXT,                    -- pipelines.reasons; NULL while wanted (but 'budget'), fetching or stored
    detail TEXT,
    attempts INTEGER NOT NULL DEFAULT 0,
    next_try TEXT,                  -- for failed, and for what waits for a new day: when it is wanted again
    first_seen TEXT NOT NULL,
    unseen TEXT,                    -- the last poll of that document that did not show it; NULL: it was the first
    document TEXT,                  -- the document that named it, 'ingest' or 'credit'; NULL: named by hand
    link TEXT NOT NULL,             -- JSON of pipelines.article.Link: what that document claimed
    settled TEXT,                   -- when it was last stored, rejected or failed
    warc TEXT,                      -- raw page of the last fetch
    warc_offset INTEGER
);
CREATE INDEX urls_open ON urls (source, state, next_try) WHERE state IN ('wanted', 'fetching', 'failed', 'held');
CREATE INDEX urls_again ON urls (next_try) WHERE next_try IS NOT NULL;
CREATE INDEX urls_by_hand ON urls (key) WHERE document IS NULL AND state IN ('wanted', 'failed');
CREATE INDEX urls_source ON urls (source, settled);
CREATE INDEX urls_first ON urls (source, key);

CREATE TABLE aliases (              -- learned equalities: a canonical link or redirect target of a stored URL
    url_key TEXT PRIMARY KEY,
    id TEXT NOT NULL
);

CREATE TABLE parameter_pages (      -- what sites do with a query parameter, page by page (pipelines.store.parameters)
    host TEXT NOT NULL,
    parameter TEXT NOT NULL,
    base TEXT NOT NULL,             -- key of the page without it
    value TEXT NOT NULL,            -- with which it was first seen; '': without it
    article TEXT NOT NULL,          -- id of what stood there
    content_hash TEXT,              -- of the text that two values had in common
    same INTEGER,                   -- 1: another value led to the same text; 0: to another; NULL: none was seen yet
    PRIMARY KEY (host, parameter, base)
) WITHOUT ROWID;

CREATE TABLE revisits (             -- stored articles that are looked at again, for revisions and takedowns
    url INTEGER PRIMARY KEY,        -- urls.key
    since TEXT NOT NULL,            -- from when its plan counts
    next_visit TEXT,                -- NULL: no more
    last_visit TEXT,
    etag TEXT,                      -- validators of the page's last complete answer, verbatim
    last_modified TEXT,
    size INTEGER,                   -- bytes of that answer: what a 304 saves
    errors INTEGER NOT NULL DEFAULT 0,      -- visits in a row without an answer to go by
    misses INTEGER NOT NULL DEFAULT 0,      -- visits in a row that found the page gone
    taken_down TEXT                 -- since when the article counts as taken down; NULL: it does not
);
CREATE INDEX revisits_due ON revisits (next_visit) WHERE next_visit IS NOT NULL;

CREATE TABLE articles (             -- every version of every article
    key INTEGER PRIMARY KEY,
    id TEXT NOT NULL,
    revision INTEGER NOT NULL,
    latest INTEGER NOT NULL,        -- 1 for the newest version of its id
    file TEXT NOT NULL,             -- path below DATA of the file that holds it
    file_offset INTEGER NOT NULL,   -- byte at which the line begins there
    day TEXT NOT NULL,              -- day of the folder, in the configured time zone
    source TEXT NOT NULL,
    url TEXT NOT NULL,
    title TEXT,
    language TEXT,
    agency TEXT,                    -- present value: changes are folded in here, and listed in `changes`
    kind TEXT NOT NULL,
    access TEXT NOT NULL,
    published TEXT,
    first_seen TEXT NOT NULL,
    fetched TEXT NOT NULL,
    word_count INTEGER NOT NULL,
    content_hash TEXT NOT NULL,
    story TEXT,                     -- present value
    duplicate_of TEXT,              -- present value
    duplicate_kind TEXT,
    line BLOB NOT NULL,             -- the JSON line as written, with its newline; last, so that scans pass it over
    UNIQUE (id, revision)
);
CREATE INDEX articles_dated ON articles (latest, min(coalesce(published, first_seen), fetched));
CREATE INDEX articles_fetched ON articles (latest, fetched);
CREATE INDEX articles_source ON articles (source, latest, fetched);
CREATE INDEX articles_paced ON articles (source, latest, min(coalesce(published, first_seen), fetched));
CREATE INDEX articles_story ON articles (story) WHERE latest;
CREATE INDEX articles_copies ON articles (duplicate_of) WHERE duplicate_of IS NOT NULL;
CREATE INDEX articles_hash ON articles (content_hash);
CREATE INDEX articles_file ON articles (file, file_offset);
CREATE INDEX articles_day ON articles (latest, day, source);

CREATE TABLE article_values (       -- many-valued fields of the newest version, for filters and counts
    field TEXT NOT NULL,            -- country, topic, keyword, author, place, person, organisation
    value TEXT NOT NULL,
    article INTEGER NOT NULL,       -- articles.key; columns in the key's order, else quick_check of SQLite 3.40 errs
    PRIMARY KEY (field, value, article)
) WITHOUT ROWID;
CREATE INDEX article_values_article ON article_values (article);

CREATE VIRTUAL TABLE articles_fts USING fts5(   -- newest versions only; rowid = articles.key
    title, subtitle, text, author,  -- as pipelines.querying.fold folds them: the tokenizer only parts them at spaces
    spelled,                        -- each word of the first three once that is spelled in another way than folded
    content = '', tokenize = 'ascii'
);

CREATE VIRTUAL TABLE versions_fts USING fts5(   -- the same of versions that a newer one replaced
    title, subtitle, text, author, spelled, content = '', tokenize = 'ascii'
);

CREATE TABLE edits (                -- what outlets changed: a row for each type of each version, and for takedowns
    type TEXT NOT NULL,             -- pipelines.revising.edits.MEANING; presently: a tested headline is told as that
    id TEXT NOT NULL,               -- the article's id
    revision INTEGER NOT NULL,      -- the version that brought it; of a takedown the one that was shown last
    PRIMARY KEY (type, id, revision)
) WITHOUT ROWID;
CREATE INDEX edits_id ON edits (id);

CREATE TABLE duplicates (           -- an article and an earlier one it repeats
    article TEXT NOT NULL,
    original TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('exact', 'copy', 'contained')),
    score REAL NOT NULL,
    PRIMARY KEY (article, original)
) WITHOUT ROWID;
CREATE INDEX duplicates_original ON duplicates (original);

CREATE TABLE fingerprints (         -- one row a newest version
    article INTEGER PRIMARY KEY,    -- articles.key
    hashes BLOB NOT NULL,           -- the kept hashes, ascending, 8 bytes each, little-endian
    seen TEXT NOT NULL,             -- the time by which the window is judged: pipelines.dedup.window_time
    bucket INTEGER NOT NULL,        -- the 72 hours in which `seen` lies, counted from 1970
    language TEXT
);
CREATE TABLE fingerprint_hashes (   -- the same, turned round; buckets first, so that new rows lie side by side
    bucket INTEGER NOT NULL,
    hash INTEGER NOT NULL,          -- signed 64 bit
    article INTEGER NOT NULL,
    PRIMARY KEY (bucket, hash, article)
) WITHOUT ROWID;

CREATE TABLE changes (              -- what was learned after a line was written; projected to changes/DAY.jsonl
    seq INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    id TEXT NOT NULL,
    field TEXT NOT NULL,
    old TEXT,                       -- JSON
    new TEXT,                       -- JSON
    why TEXT NOT NULL,
    file TEXT NOT NULL,
    file_offset INTEGER NOT NULL,
    line BLOB NOT NULL
);
CREATE INDEX changes_id ON changes (id);
CREATE INDEX changes_file ON changes (file, file_offset);

CREATE TABLE files (                -- lengths up to which the files beside the catalogue are known
    path TEXT PRIMARY KEY,          -- below DATA
    length INTEGER NOT NULL,        -- announced by the last commit
    synced INTEGER NOT NULL DEFAULT 0,      -- of these, known to be on disk
    textless INTEGER NOT NULL DEFAULT 0     -- 1: its articles are past keep_text, and hold no text any more
) WITHOUT ROWID;

CREATE TABLE captures (             -- every raw page in DATA/pages
    warc TEXT NOT NULL,             -- file name
    warc_offset INTEGER NOT NULL,   -- byte at which its answer begins
    id TEXT NOT NULL,               -- the article it is of; of a page that led to another article's address, that one
    original_warc TEXT,             -- for a revisit record: where the payload lies that it repeats
    original_offset INTEGER,
    PRIMARY KEY (warc, warc_offset)
) WITHOUT ROWID;
CREATE INDEX captures_id ON captures (id);
CREATE INDEX captures_original ON captures (original_warc, original_offset) WHERE original_warc IS NOT NULL;

CREATE TABLE rewrites (             -- what a commit has decided about files and what is not done to them yet
    path TEXT NOT NULL,             -- below DATA
    start INTEGER NOT NULL DEFAULT 0,       -- for blank: the first byte
    how TEXT NOT NULL CHECK (how IN ('replace', 'remove', 'blank', 'purge')),
    length INTEGER,                 -- for blank: how many bytes
    PRIMARY KEY (path, start)
) WITHOUT ROWID;

CREATE TABLE robots (               -- robots.txt as last had, for a day: a restart must not ask every host again
    origin TEXT PRIMARY KEY,        -- scheme://host[:port], and ' private' where private addresses were allowed
    fetched TEXT NOT NULL,
    status INTEGER NOT NULL,        -- HTTP status
    body BLOB NOT NULL              -- decoded, cut at the limit
) WITHOUT ROWID;

CREATE TABLE traffic (              -- the request ledger: why requests were made, and what came of them
    day TEXT NOT NULL,              -- day in the configured time zone
    source TEXT NOT NULL,           -- source id, '' where none is configured
    why TEXT NOT NULL CHECK (why IN ('poll', 'article', 'retry', 'revisit', 'credit', 'robots')),
    outcome TEXT NOT NULL,          -- 2xx, 304, 3xx, 4xx, 5xx, or none: no answer
    requests INTEGER NOT NULL,
    conditional INTEGER NOT NULL,   -- how many of them sent a validator
    bytes INTEGER NOT NULL,         -- bodies as received
    saved INTEGER NOT NULL,         -- bytes of the last complete answers in whose place came a 304
    PRIMARY KEY (day, source, why, outcome)
) WITHOUT ROWID;

CREATE TABLE alarms (               -- sources that are not well
    key INTEGER PRIMARY KEY,
    source TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('silent', 'not_a_feed', 'drift', 'failing')),
    since TEXT NOT NULL,            -- when it was raised
    detail TEXT NOT NULL,           -- what is wrong, or was
    until TEXT                      -- when the source was well again; NULL: it is not
);
CREATE UNIQUE INDEX alarms_active ON alarms (source, kind) WHERE until IS NULL;

CREATE TABLE usual (                -- what a source usually does, learned anew now and then
    source TEXT PRIMARY KEY,
    at TEXT NOT NULL,               -- when it was learned
    per_day REAL NOT NULL,          -- articles
    spread REAL NOT NULL,           -- variance of a day's count over its mean
    rates TEXT NOT NULL             -- JSON: 48 articles an hour, of a weekday and of a weekend day
) WITHOUT ROWID;

CREATE TABLE walked (               -- documents of the past that a backfill has read and entered whole
    url TEXT NOT NULL,
    first TEXT NOT NULL,            -- days, both included: of the links in between, all are entered
    last TEXT NOT NULL,
    undated INTEGER NOT NULL,       -- 1: those of unknown day as well
    at TEXT NOT NULL,
    following TEXT,                 -- the next page of a list, as this page named it
    PRIMARY KEY (url, first, last, undated)
) WITHOUT ROWID;

CREATE TABLE runs (                 -- each crawl, and each start of the scheduler
    key INTEGER PRIMARY KEY,
    command TEXT NOT NULL,          -- crawl or run
    pid INTEGER NOT NULL,
    started TEXT NOT NULL,
    ended TEXT,                     -- NULL: running, or killed
    exit_code INTEGER
);

CREATE TABLE requests (             -- what a `crawl` beside a running `run` hands over to it
    key INTEGER PRIMARY KEY,
    asked TEXT NOT NULL,
    arguments TEXT NOT NULL,        -- JSON: sources, urls, since, limit
    taken TEXT,                     -- NULL: not yet
    done TEXT,                      -- NULL: not yet
    summary TEXT                    -- JSON of the closing summary
);
"""
    + SITES
    + STORIES
    + WATCHING
)

MIGRATIONS: tuple[str, ...] = (INITIAL,)
"""SQL scripts; MIGRATIONS[n] raises a folder from version n to n + 1."""

VERSION = len(MIGRATIONS)
"""The version this program reads and writes."""
