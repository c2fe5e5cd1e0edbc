"""`python -m crawler` is `presswatch`."""

from crawler.cli import main

if __name__ == "__main__":
    main()
