"""An instance's settings, as clients write them."""

import pytest

from windtunnel.domain.errors import ConfigError
from windtunnel.providers.ultramsg import dialect
from windtunnel.providers.ultramsg.settings import DEFAULTS, read_settings

ALL_BUT_MEDIA = {"inbound", "created", "status", "reaction"}


def test_a_new_instance_has_the_published_delays_and_tells_everything_but_media():
    settings = dialect.settings({})
    assert (settings.gap_s, settings.gap_long_s, settings.push_retries) == (1, 15, 3)
    assert settings.news == ALL_BUT_MEDIA


@pytest.mark.parametrize("said", ["true", "TRUE", " 1 ", "on", True, 1])
def test_a_setting_can_be_switched_on_in_many_ways(said):
    assert "media" in dialect.settings({"webhook_message_download_media": said}).news


@pytest.mark.proves("ultramsg", "webhook switched by its setting")
@pytest.mark.parametrize("said", ["false", "False", "0", "off", False, 0])
@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("webhook_message_received", "inbound"),
        ("webhook_message_create", "created"),
        ("webhook_message_ack", "status"),
        ("webhook_message_reaction", "reaction"),
    ],
)
def test_the_text_false_switches_off(name, kind, said):
    # Source: PHP sends the words true and false, read 2026-11-22.
    assert dialect.settings({name: said}).news == ALL_BUT_MEDIA - {kind}


@pytest.mark.parametrize(("said", "gap_s"), [("5", 5), (5, 5), ("0.5", 0.5), (0, 0), (2.5, 2.5)])
def test_a_delay_is_a_number_or_the_text_of_one(said, gap_s):
    settings = dialect.settings({"sendDelay": said, "sendDelayMax": "20"})
    assert (settings.gap_s, settings.gap_long_s) == (gap_s, 20)


def test_retries_and_the_address_are_read():
    given = {"webhook_retries": "5", "webhook_url": " https://a.example/hook?secret=1 "}
    assert read_settings(given)["webhook_retries"] == 5
    assert read_settings(given)["webhook_url"] == "https://a.example/hook?secret=1"
    assert read_settings({"webhook_url": ""})["webhook_url"] == ""


def test_an_address_among_a_numbers_settings_is_refused_for_it_would_do_nothing():
    with pytest.raises(ConfigError, match="say `webhooks` of the world"):
        dialect.settings({"webhook_url": "https://a.example/hook"})
    assert dialect.settings({"webhook_url": ""}) == dialect.settings({})


def test_every_setting_has_a_value_of_its_own_type():
    read = read_settings({"sendDelay": "1", "webhook_message_ack": "true", "webhook_retries": "3"})
    assert read == DEFAULTS
    assert [type(value) for value in read.values()] == [type(value) for value in DEFAULTS.values()]


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("sendDely", 1, r"'sendDely' is not one of ultramsg's: .*did you mean sendDelay\?"),
        ("x", 1, r"'x' is not one of ultramsg's: .*webhook_message_download_media$"),
        ("sendDelay", "fast", "sendDelay is 'fast'; must be a number from 0 to 3600"),
        ("sendDelay", True, "sendDelay is True; must be a number"),
        ("sendDelayMax", -1, "sendDelayMax is -1; must be a number"),
        ("sendDelayMax", "3601", "must be a number from 0 to 3600"),
        ("webhook_retries", "11", "webhook_retries is '11'; must be a number from 0 to 10"),
        ("webhook_retries", "1.5", "must be a whole number"),
        ("webhook_message_ack", "maybe", "webhook_message_ack is 'maybe'; must be true or false"),
        ("webhook_url", "ftp://a.example", "must be an http or https address"),
        ("webhook_url", "https://[", "must be an http or https address"),
        ("webhook_url", f"https://a.example/{'x' * 2048}", "of at most 2048 characters"),
    ],
)
def test_what_is_not_possible_is_refused_with_what_is(name, value, words):
    with pytest.raises(ConfigError, match=words):
        dialect.settings({name: value})
