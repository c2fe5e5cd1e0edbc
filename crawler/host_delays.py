"""One delay for a host, whichever of its sources asks it."""

from __future__ import annotations

from dataclasses import dataclass

from crawler.configuration import Configuration


@dataclass(frozen=True, slots=True, kw_only=True)
class HostDelays:
    """The delays that a configuration wants kept."""

    usual: float
    """Seconds between two requests to a host of no source."""
    by_domain: dict[str, float]
    """Domain, its subdomains included -> the longest delay of the enabled sources that name it."""

    @classmethod
    def of_config(cls, config: Configuration) -> HostDelays:
        """Those of all enabled sources."""
        longest: dict[str, float] = {}
        for source in config.sources.values():
            for domain in source.domains if source.enabled else ():
                longest[domain] = max(source.delay, longest.get(domain, 0.0))
        return cls(usual=config.settings.delay, by_domain=longest)

    def of(self, host: str) -> float:
        """Seconds between two requests to a host (no port): the longest that any of its sources wants."""
        labels = host.split(".")
        names = (".".join(labels[start:]) for start in range(len(labels)))
        return max((self.by_domain[name] for name in names if name in self.by_domain), default=self.usual)
