"""`direct:<provider>`: the provider's own call, one file for each."""

from urllib.parse import parse_qs

import pytest

from windtunnel.domain.errors import ConfigError
from windtunnel.domain.sender import Credentials
from windtunnel.domain.submit import Request
from windtunnel.providers import load_dialects
from windtunnel_load.adapters import parse_sender
from windtunnel_load.adapters.direct import DIRECT
from windtunnel_load.drive import TargetConfig
from windtunnel_load.rig.driving import target_of
from windtunnel_load.rig.setup import Rig
from windtunnel_scenarios import load_scenario, make_plan

PLAN = make_plan(load_scenario("checkout-rush"))


def credentials(provider):
    return Credentials(
        provider=provider,
        base_url="http://127.0.0.1:1",
        token="abc",
        account="2",
        app_secret="",
        verify_token="",
        numbers={"shop": "100000000000001"},
    )


@pytest.mark.parametrize("name", list(DIRECT))
def test_each_call_is_one_that_its_provider_takes(name):
    dialect = load_dialects()[name]
    for intent in PLAN.intents[:50]:
        rendered = DIRECT[name](intent, credentials(name))
        assert dialect.claims(rendered.method, rendered.path) == "send"
        request = Request(
            method=rendered.method,
            path=rendered.path,
            query=b"",
            headers={k.encode(): v.encode() for k, v in rendered.headers.items()},
            body=rendered.body,
        )
        submit = dialect.submit(request)
        assert submit.refusal is None
        assert (submit.recipient, submit.marker) == (intent.recipient, intent.marker)


def test_ultramsg_is_sent_what_the_template_says():
    intent = PLAN.intents[0]
    form = parse_qs(DIRECT["ultramsg"](intent, credentials("ultramsg")).body.decode())
    assert form["body"] == [intent.text]
    assert form["token"] == ["abc"]


def test_every_installed_provider_can_be_called_directly():
    assert set(DIRECT) <= set(load_dialects())


def rig(tmp_path, *providers):
    rig = Rig(tmp_path, PLAN, parse_sender("direct:ultramsg"))
    rig.credentials = {name: credentials(name) for name in providers}
    return rig


def test_the_target_of_a_direct_run_names_its_provider(tmp_path):
    assert target_of(rig(tmp_path, "meta", "ultramsg")) == TargetConfig(
        kind="direct", url="http://127.0.0.1:1", provider="ultramsg"
    )


def test_a_world_without_that_provider_is_said(tmp_path):
    with pytest.raises(ConfigError, match="the world has meta; add --provider ultramsg"):
        rig(tmp_path, "meta")._check_direct()
