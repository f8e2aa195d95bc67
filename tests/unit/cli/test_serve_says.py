"""What `windtunnel serve` prints of a world: also of a provider that it cannot write to."""

from windtunnel_cli.serve import _say


def said(capsys, *providers):
    _say(
        {
            "base_url": "http://127.0.0.1:8470",
            "environment": {"TOKEN": "t"},
            "providers": [{"name": name, "token": "t"} for name in providers],
            "numbers": [{"id": "15550000001", "provider": name} for name in providers],
            "webhook": None,
        },
        has_token=False,
    )
    return capsys.readouterr().out


def test_a_first_send_is_of_a_provider_whose_sends_are_known(capsys):
    assert "Try it:\n\n  curl -s http://127.0.0.1:8470/instance" in said(capsys, "o", "ultramsg")


def test_where_no_send_is_known_none_is_shown(capsys):
    text = said(capsys, "outsider")
    assert "A fake outsider is at http://127.0.0.1:8470" in text
    assert "export TOKEN=t" in text
    assert "Try it" not in text
    assert "arrived on that customer" not in text
