import subprocess
import sys

import pytest
from scrapy import Request
from scrapy.settings import Settings
from scrapy.spiderloader import get_spider_loader

from crawler.spiders.news import NewsSpider
from pipelines.errors import ConfigurationError

TABLES = (
    '[zeta]\ndomains = ["zeta.example"]\nfeeds = ["https://zeta.example/rss"]\n'
    '[la-voz]\ndomains = ["lavoz.example"]\nfeeds = ["https://lavoz.example/rss"]\nenabled = false\n'
)
OWN_SPIDER = 'import scrapy\n\n\nclass Zeta(scrapy.Spider):\n    name = "zeta"\n'


def loader(**more):
    given = {"SPIDER_LOADER_CLASS": "crawler.spiders.loader.SourceLoader", "SPIDER_MODULES": ["crawler.spiders"]}
    return get_spider_loader(Settings(given | more))


@pytest.fixture
def mine(folder):
    (folder / "sources.toml").write_text(TABLES)
    return folder


def test_every_source_is_listed_and_nothing_else(mine):
    assert loader().list() == ["la-voz", "zeta"]


def test_a_source_gets_a_spider_class_of_its_own(mine):
    found = loader().load("la-voz")
    assert issubclass(found, NewsSpider)
    assert (found.name, found.source_id, found.__name__) == ("la-voz", "la-voz", "LaVozSpider")


def test_a_class_written_for_a_source_wins(mine, here, monkeypatch):
    (here / "written").mkdir()
    (here / "written" / "__init__.py").write_text("")
    (here / "written" / "zeta.py").write_text(OWN_SPIDER)
    monkeypatch.syspath_prepend(str(here))
    both = loader(SPIDER_MODULES=["crawler.spiders", "written"])
    assert both.load("zeta").__module__ == "written.zeta"
    assert issubclass(both.load("la-voz"), NewsSpider)


def test_a_source_may_be_called_as_the_spider_of_all(mine):
    (mine / "sources.toml").write_text(TABLES.replace("zeta", "news"))
    assert loader().load("news").source_id == "news"


def test_an_unknown_name_is_a_key_error_as_scrapy_expects(mine):
    with pytest.raises(KeyError, match="Spider not found: news"):
        loader().load("news")


def test_a_request_finds_the_sources_of_its_host_whatever_its_port(mine):
    assert loader().find_by_request(Request("https://www.zeta.example:8443/a")) == ["zeta"]
    assert loader().find_by_request(Request("https://other.example/")) == []


def test_the_folder_can_be_given_as_a_setting(mine, here):
    (here / "other").mkdir()
    (here / "other" / "sources.toml").write_text(TABLES.replace("zeta", "eta"))
    assert loader(PRESSWATCH_CONFIG=str(here / "other")).list() == ["eta", "la-voz"]
    with pytest.raises(ConfigurationError, match="no such folder"):
        loader(PRESSWATCH_CONFIG=str(here / "gone")).list()


def test_listing_loads_no_spider(mine):
    code = (
        "import sys; from crawler.spiders.loader import SourceLoader; from scrapy.settings import Settings;"
        "SourceLoader.from_settings(Settings({'SPIDER_MODULES': ['crawler.spiders']})).list();"
        "sys.exit('crawler.spiders.news' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
