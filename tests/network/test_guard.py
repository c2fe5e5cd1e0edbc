"""The address guard. Opens no socket."""

import pytest

from crawler.guard import check_url, classify, is_local_name, parse_address
from pipelines.reasons import Reason

FORBIDDEN = {
    "0.0.0.0": "unspecified",
    "10.1.2.3": "private",
    "100.64.0.1": "shared",
    "100.127.255.255": "shared",
    "127.0.0.1": "loopback",
    "127.255.255.254": "loopback",
    "169.254.169.254": "link_local",
    "172.16.0.1": "private",
    "172.31.255.255": "private",
    "192.0.0.8": "reserved",
    "192.0.2.1": "documentation",
    "192.168.1.1": "private",
    "198.19.0.1": "benchmark",
    "224.0.0.1": "multicast",
    "240.0.0.1": "reserved",
    "255.255.255.255": "broadcast",
    "::": "unspecified",
    "::1": "loopback",
    "fc00::1": "unique_local",
    "fd12:3456::1": "unique_local",
    "fe80::1": "link_local",
    "fe80::1%eth0": "link_local",
    "fec0::1": "private",
    "ff02::1": "multicast",
    "100::1": "reserved",
    "2001:db8::1": "documentation",
    "2001:2::1": "reserved",
    "4000::1": "reserved",
    "64:ff9b:1::1": "private",
}
CARRYING = {
    "::ffff:127.0.0.1": "loopback",
    "::ffff:a00:1": "private",
    "::127.0.0.1": "loopback",
    "2002:7f00:1::": "loopback",
    "2002:c0a8:101::1": "private",
    "64:ff9b::a9fe:a9fe": "link_local",
    "64:ff9b::10.0.0.1": "private",
    "2001:0:0a00:1::": "private",  # Teredo whose server is private
    "2001:0:808:808:0:0:80ff:fffe": "loopback",  # Teredo whose client, inverted, is 127.0.0.1
}
SPELLINGS = {
    "0x7f.1": "loopback",
    "2130706433": "loopback",
    "127.1": "loopback",
    "0177.0.0.1": "loopback",
    "0x7f000001": "loopback",
    "0": "unspecified",
    "0x": "unspecified",
    "127.0.0.1.": "loopback",
    "[::ffff:127.0.0.1]": "loopback",
    "192.168.257": "private",
    "localhost": "loopback",
    "News.LOCALHOST.": "loopback",
}
PUBLIC = ["8.8.8.8", "1.1.1.1", "172.32.0.1", "100.128.0.1", "2606:4700::1111", "::ffff:8.8.8.8", "2002:808:808::1"]
PUBLIC += ["64:ff9b::8.8.8.8", "192.0.1.1", "134744072", "[2606:4700::1111]"]


@pytest.mark.parametrize(("address", "rule"), [*FORBIDDEN.items(), *CARRYING.items(), *SPELLINGS.items()])
def test_forbidden_addresses_carry_the_name_of_their_rule(address, rule):
    assert classify(address) == rule


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_pass(address):
    assert classify(address) is None


@pytest.mark.parametrize(
    "name", ["example.com", "", "1.2.3.4.5", "256.1.1.1", "1.2.3.999", "08.1.1.1", "::g", "127.0.0.1 x"]
)
def test_a_name_has_no_class(name):
    assert parse_address(name) is None
    with pytest.raises(ValueError, match="not an address"):
        classify(name)


def test_only_whole_labels_make_a_local_name():
    assert is_local_name("a.b.localhost")
    assert not is_local_name("notlocalhost")
    assert not is_local_name("localhost.example.com")


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com",
        "https://example.com:8443/a?b=c#d",
        "http://[2606:4700::1111]:80/",
        "http://sub_domain.example.com/x%20y",
        "http://127.0.0.1:8000/",
        "https://españa.example/",
        "HTTP://EXAMPLE.COM/",
    ],
)
def test_plain_urls_pass(url):
    assert check_url(url) is None


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/hostname",
        "ftp://example.com/",
        "javascript:alert(1)",
        "data:text/html,x",
        "//example.com/",
        "example.com/",
        "http://",
        "http:///path",
        "http://good@bad.example/",
        "http://:pw@bad.example/",
        "http://a\\@b/",
        "http://example.com\\x",
        "http://example.com/a b",
        "http://example.com/\r\nX: 1",
        "http://example.com/\x00",
        "http://[::1",
        "http://[127.0.0.1]/",
        "http://[v1.x]/",
        "http://a]/",
        "http://exa%2Fmple.com/",
        "http://exa%23mple.com/",
        "http://example.com:0/",
        "http://example.com:99999/",
        "http://example.com:/",
        "http://example.com:8x/",
        "http://.:80/",
        "http://[::1]x/",
    ],
)
def test_ambiguous_urls_are_refused(url):
    assert check_url(url) is Reason.BAD_URL
