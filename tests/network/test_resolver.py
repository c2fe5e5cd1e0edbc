"""Names to addresses, with a lookup of the test's own in place of DNS, and Twisted's clock."""

import threading

import pytest
from twisted.internet.task import Clock

from crawler.fetching.endpoint import permitted
from crawler.fetching.exceptions import BlockedAddress, NameNotFound
from crawler.fetching.resolver import Resolver


class Loop(Clock):
    """A reactor whose threads report when the test lets them."""

    def __init__(self):
        super().__init__()
        self._calls = []
        self._ready = threading.Semaphore(0)

    def callFromThread(self, call, *args):  # noqa: N802 - the name is Twisted's
        self._calls.append((call, args))
        self._ready.release()

    def run(self, calls=2):
        for _ in range(calls):
            assert self._ready.acquire(timeout=5)
            call, args = self._calls.pop(0)
            call(*args)


class Names:
    """A lookup that counts."""

    def __init__(self, **known):
        self.known = known
        self.asked = []

    def __call__(self, host):
        self.asked.append(host)
        if host not in self.known:
            raise OSError(-2, "Name or service not known")
        return self.known[host]


def outcome(deferred):
    results = []
    deferred.addBoth(results.append)
    return results


def test_answers_are_shared_and_expire():
    loop, names = Loop(), Names(a=["192.0.2.1"])
    resolver = Resolver(loop, lookup=names, lifetime=300)
    waiting = [outcome(resolver.resolve("a")) for _ in range(5)]
    loop.run()
    assert waiting == [[["192.0.2.1"]]] * 5
    names.known["a"] = ["192.0.2.2"]
    loop.advance(299)
    assert outcome(resolver.resolve("a")) == [["192.0.2.1"]]
    loop.advance(2)
    later = outcome(resolver.resolve("a"))
    loop.run()
    assert later == [["192.0.2.2"]]
    assert names.asked == ["a", "a"]


def test_a_missing_name_is_told_and_asked_again_soon():
    loop, names = Loop(), Names()
    resolver = Resolver(loop, lookup=names)
    (first,) = [outcome(resolver.resolve("no.example"))]
    loop.run()
    assert first[0].type is NameNotFound
    assert "Name or service not known" in str(first[0].value)
    assert outcome(resolver.resolve("no.example"))[0].type is NameNotFound
    loop.advance(11)
    names.known["no.example"] = ["192.0.2.9"]
    second = outcome(resolver.resolve("no.example"))
    loop.run()
    assert second == [["192.0.2.9"]]


def test_a_resolver_that_hangs_is_given_up():
    loop, hang = Loop(), threading.Event()
    resolver = Resolver(loop, lookup=lambda _: hang.wait(5) and [], timeout=15)
    result = outcome(resolver.resolve("slow.example"))
    loop.advance(16)
    assert str(result[0].value) == "slow.example: no answer from DNS"
    hang.set()
    loop.run()


@pytest.mark.parametrize(
    ("host", "address"),
    [("0x7f.1", "127.0.0.1"), ("2130706433", "127.0.0.1"), ("::1", "::1"), ("a.b.localhost", "127.0.0.1")],
)
def test_literals_and_local_names_need_no_dns(host, address):
    names = Names()
    assert outcome(Resolver(Loop(), lookup=names).resolve(host)) == [[address]]
    assert names.asked == []


def test_only_judged_addresses_are_handed_to_the_connector():
    mixed = ["10.0.0.1", "8.8.8.8", "::1", "2606:4700::1111"]
    assert permitted("a.example", mixed, allow_private=False) == ["8.8.8.8", "2606:4700::1111"]
    assert permitted("a.example", mixed, allow_private=True) == mixed
    with pytest.raises(BlockedAddress, match=r"a\.example is at 10\.0\.0\.1, a private address") as caught:
        permitted("a.example", ["10.0.0.1", "::1"], allow_private=False)
    assert (caught.value.host, caught.value.address, caught.value.rule) == ("a.example", "10.0.0.1", "private")
