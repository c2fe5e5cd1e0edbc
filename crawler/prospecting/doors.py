"""Where feeds and sitemaps lie on sites that do not say so: the usual places of the usual systems, most usual first."""

from __future__ import annotations

FEED_PATHS = (
    "/feed/",
    "/rss",
    "/rss.xml",
    "/feed.xml",
    "/atom.xml",
    "/index.xml",
    "/feed.json",
    "/rss/",
    "/feeds/posts/default",
    "/arc/outboundfeeds/rss/?outputType=xml",
    "/?feed=rss2",
    "/feeds/all.atom.xml",
    "/rss/portada.xml",
    "/rss/home.xml",
    "/news/rss.xml",
)
"""WordPress, Drupal, Hugo, Jekyll, Ghost, Blogger, Arc, Pelican, and what newsrooms of their own use."""

SITEMAP_PATHS = (
    "/news-sitemap.xml",
    "/sitemap-news.xml",
    "/arc/outboundfeeds/news-sitemap/?outputType=xml",
    "/sitemap_news.xml",
    "/googlenews.xml",
    "/sitemap.xml",
    "/sitemap_index.xml",
    "/wp-sitemap.xml",
)
"""News sitemaps first."""

FEED_TYPES = frozenset(
    {"application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml", "text/xml"}
)
"""Types of a link element that say it leads to a feed."""
