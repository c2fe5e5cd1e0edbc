"""The articles that wait to be fetched: by host, in turn, each once however many wishes wait for it."""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import dataclass, field

from crawler.work import Scope

Asker = tuple[Scope, bool]
"""Whose wish it is, and whether the page failed before."""


@dataclass(slots=True, kw_only=True)
class HostRows:
    """What waits for one host: pages that failed before go last, so that a bad one holds up no other."""

    fresh: deque[tuple[int, Scope]] = field(default_factory=deque)
    again: deque[tuple[int, Scope]] = field(default_factory=deque)

    def take(self) -> tuple[int, Scope] | None:
        """The next, if there is one."""
        rows = self.fresh or self.again
        return rows.popleft() if rows else None

    def drop_scheduled(self) -> set[int]:
        """Forget what the schedule queued; returns its keys."""
        dropped = {key for key, scope in (*self.fresh, *self.again) if scope.endless}
        self.fresh = deque(row for row in self.fresh if row[0] not in dropped)
        self.again = deque(row for row in self.again if row[0] not in dropped)
        return dropped

    def __bool__(self) -> bool:
        return bool(self.fresh or self.again)


class Rows:
    """Row keys of `urls`, queued or under way."""

    def __init__(self) -> None:
        self.in_flight: Counter[str] = Counter()
        """Requests under way, by host."""
        self._hosts: dict[str, HostRows] = {}
        self._queued: set[int] = set()
        self._joined: dict[int, list[Scope]] = {}
        """Every row that is queued or under way, and the scopes that wait for it beside the one that asked first."""

    @property
    def queued(self) -> int:
        """How many wait to be handed out."""
        return len(self._queued)

    def enter(self, key: int, host: str, asker: Asker) -> bool:
        """Queue a row; one that is queued or under way already is joined. Whether it was new."""
        scope, _ = asker
        if key in self._joined:
            self._join(key, scope)
            return False
        self._joined[key] = []
        scope.open += 1
        self.enqueue(key, host, asker)
        return True

    def enqueue(self, key: int, host: str, asker: Asker) -> None:
        """Queue a row that is entered already: it was handed out and is to be fetched again."""
        scope, again = asker
        self._queued.add(key)
        waiting = self._hosts.setdefault(host, HostRows())
        (waiting.again if again else waiting.fresh).append((key, scope))

    def pick(self, count: int, per_host: int) -> dict[int, tuple[str, Scope]]:
        """Up to `count` rows of hosts that have room, in turn, counted as under way: key -> (host, scope).

        Shared among the hosts: a site that is still learned is read a page at a time, and others fill the time between.
        """
        picked: dict[int, tuple[str, Scope]] = {}
        share = min(per_host, -(-count // max(1, len(self._hosts))))
        for host in list(self._hosts):
            if len(picked) >= count:
                break
            rows = self._hosts[host]
            self._pick_of(host, rows, (picked, min(count - len(picked), share, per_host - self.in_flight[host])))
            del self._hosts[host]
            if rows:
                self._hosts[host] = rows  # at the end: hosts take turns
        return picked

    def leave(self, key: int) -> list[Scope]:
        """A row is settled; returns the other scopes that waited for it."""
        return self._joined.pop(key, [])

    def free(self, host: str) -> None:
        """One request less to a host; a host without any is forgotten."""
        self.in_flight[host] -= 1
        if self.in_flight[host] <= 0:
            del self.in_flight[host]

    def drop_scheduled(self) -> None:
        """Forget what the schedule queued, but for what others joined; the catalogue has it all."""
        for host, rows in list(self._hosts.items()):
            for key in rows.drop_scheduled():
                self._queued.discard(key)
                self._hand_on(key, host)
        self._hosts = {host: rows for host, rows in self._hosts.items() if rows}

    def _join(self, key: int, scope: Scope) -> None:
        """Another wish waits for the row; the schedule has no need to."""
        if not scope.endless and scope not in self._joined[key]:
            self._joined[key].append(scope)
            scope.open += 1

    def _pick_of(self, host: str, rows: HostRows, room: tuple[dict[int, tuple[str, Scope]], int]) -> None:
        picked, left = room
        while left > 0 and (row := rows.take()):
            key, scope = row
            self._queued.discard(key)
            if scope.full:
                scope.finished()
                self._hand_on(key, host)
                continue
            scope.handed += 1
            left -= 1
            self.in_flight[host] += 1
            picked[key] = host, scope

    def _hand_on(self, key: int, host: str) -> None:
        """Its asker gave a row up: the first of those who joined it asks now."""
        others = self._joined.pop(key, [])
        if others:
            self._joined[key] = others[1:]
            self.enqueue(key, host, (others[0], False))
