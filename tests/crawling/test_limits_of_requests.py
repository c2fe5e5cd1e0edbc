"""What a configuration that was read anew changes in requests: delays of hosts, and how many are under way."""

from __future__ import annotations

from dataclasses import replace

from scrapy.core.downloader import Slot

from crawler import configuration
from crawler.host_delays import HostDelays
from crawler.spiders.limiting import limit
from pipelines.source import Source


def source(name: str, domain: str, delay: float, **more) -> Source:
    return Source(id=name, name=name, domains=(domain,), feeds=(f"https://{domain}/rss",), delay=delay, **more)


def test_a_host_keeps_the_longest_delay_that_any_of_its_sources_wants():
    sources = [
        source("a", "a.example", 2.0),
        source("b", "a.example", 5.0),
        source("c", "blog.a.example", 9.0),
        source("d", "a.example", 60.0, enabled=False),
    ]
    config = replace(configuration.load(None), sources={each.id: each for each in sources})
    delays = HostDelays.of_config(config)
    asked = ("a.example", "www.a.example", "blog.a.example", "x.blog.a.example", "nota.example")
    assert [delays.of(host) for host in asked] == [5.0, 5.0, 9.0, 9.0, config.settings.delay]


class Downloader:
    total_concurrency, domain_concurrency = 16, 8

    def __init__(self):
        self.slots = {"a.example": Slot(concurrency=8, delay=0.0, jitter=0.0)}


def test_new_limits_hold_for_hosts_that_are_being_asked_too():
    downloader = Downloader()
    limit(downloader, 40, 2)
    assert (downloader.total_concurrency, downloader.domain_concurrency) == (40, 2)
    assert downloader.slots["a.example"].concurrency == 2
