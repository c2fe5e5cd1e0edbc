"""`python -m crawler.reading PARENT_PID MEMORY_MB`: a reader process, bound to its parent before it loads anything."""

from __future__ import annotations

import sys

from crawler.reading.binding import bind_to

if __name__ == "__main__":
    bind_to(int(sys.argv[1]))
    from crawler.reading.process import main

    main(int(sys.argv[2]))
