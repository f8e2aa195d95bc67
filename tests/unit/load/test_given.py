"""What a world gives to a sender, by provider."""

from windtunnel_load.rig.given import credentials_of, routes_of

URL = "http://127.0.0.1:1"
INFO = {
    "providers": [
        {
            "name": "ultramsg",
            "hosts": ["api.ultramsg.com"],
            "base_url": URL,
            "account": "2",
            "token": "t1",
        },
        {
            "name": "meta",
            "hosts": ["graph.facebook.com"],
            "base_url": URL,
            "account": "3",
            "token": "t2",
        },
    ],
    "app_secret": "s",
    "verify_token": "v",
    "numbers": [
        {"id": "11", "name": "main", "display": "1555", "provider": "ultramsg"},
        {"id": "12", "name": "meta", "display": "1556", "provider": "meta"},
    ],
}


def test_each_provider_has_its_own_numbers_and_token():
    found = credentials_of(INFO)
    assert list(found) == ["ultramsg", "meta"]
    assert (found["ultramsg"].numbers, found["ultramsg"].token) == ({"main": "11"}, "t1")
    assert (found["meta"].numbers, found["meta"].token) == ({"meta": "12"}, "t2")
    assert found["meta"].displays == {"meta": "1556"}


def test_calls_to_the_real_hosts_are_led_to_the_world():
    assert routes_of(INFO) == {"api.ultramsg.com": URL, "graph.facebook.com": URL}
