"""Pages and articles from elsewhere: rows of JSONL, WARC files and saved HTML, through READ and SETTLE.

    what a file is              telling.py, by its first bytes, never by its name
    its rows                    jsonl.py (with lines.py for lines of another presswatch), warcs.py, saved.py
    what becomes of a row       settling.py, in the writer's transaction
    all of it                   taking.py

Every reader is bounded: in the length of a line, of a header, of a record, and in how far gzip may unfold.
"""
