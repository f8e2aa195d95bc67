"""Where a webhook may be posted to at all."""

import asyncio

import pytest

from windtunnel.domain.errors import ConfigError
from windtunnel.server.outbox import Outbox
from windtunnel.server.poster import Poster

URLS = {
    "no name of a host": "http://a..\u00fc.test/",
    "a long label": "http://" + "\u00fc" * 70 + ".test/",
    "another scheme": "ftp://127.0.0.1/",
    "no port": "http://127.0.0.1:99999/",
}


@pytest.mark.parametrize("url", URLS.values(), ids=URLS)
def test_a_url_that_cannot_be_posted_to_is_refused_in_words(url):
    async def check():
        Poster(Outbox()).check(url)

    with pytest.raises(ConfigError, match="webhook URL"):
        asyncio.run(check())
