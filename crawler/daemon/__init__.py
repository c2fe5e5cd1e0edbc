"""What a running schedule has beside the crawl: the service manager, its health, metrics, and a new configuration."""
