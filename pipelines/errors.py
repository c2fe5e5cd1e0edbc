"""Errors a user is meant to read.

PresswatchError             what: which: cause: mend   (exit code 1)
├── ConfigurationError      a file, table or key that is wrong        (exit code 2)
├── FolderError             a data folder that cannot be used         (exit code 2)
└── FolderBusy              another crawler holds the data folder     (exit code 3)
"""

from __future__ import annotations


class PresswatchError(Exception):
    """Something a user can mend.

    what: what could not be done; which: the file, URL or name concerned; cause: why; mend: what to do about it.
    """

    exit_code = 1

    def __init__(self, what: str, which: str, cause: str, mend: str) -> None:
        self.what, self.which, self.cause, self.mend = what, which, cause, mend
        super().__init__(f"{what}: {which}: {cause}: {mend}")


class ConfigurationError(PresswatchError):
    """A configuration file that cannot be used; `which` names file, table and key."""

    exit_code = 2


class FolderError(PresswatchError):
    """A data folder that is missing, not writable, damaged, or of another version."""

    exit_code = 2


class FolderBusy(PresswatchError):
    """Another crawler holds the data folder; `cause` names its process."""

    exit_code = 3
