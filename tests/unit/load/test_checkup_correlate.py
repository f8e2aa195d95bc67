"""How a checkup recognises the message in the call, by what the service passes on."""

import msgspec
import pytest
from sender_world import free_text

from windtunnel.domain.facts import AttemptFact, CatalogFact
from windtunnel.domain.marker import marker_of
from windtunnel.providers import load_dialects
from windtunnel_load.adapters.rendered import Rendered
from windtunnel_load.rig.checkup import Checkup
from windtunnel_load.rig.hops import Hop
from windtunnel_load.rig.task import Task

INTENT = msgspec.structs.replace(free_text(), recipient="551187654321", template="news")


class Seen:
    """A world in which one call was made."""

    def __init__(self, **call):
        given = {"provider": "meta"} | call
        self.call = AttemptFact(t=1, attempt="a", number="n", **given)

    def facts(self):
        catalogs = [dialect.catalog({}) for dialect in load_dialects().values()]
        return [*(CatalogFact(t=0, catalog=catalog) for catalog in catalogs), self.call]


def checkup(correlate, **call):
    task = Task(
        intent=INTENT,
        request=Rendered(method="POST", path="/", headers={}, body=b""),
        url="http://127.0.0.1:1",
        webhook_url="",
        base_url="",
        is_service=True,
        correlate=correlate,
    )
    return Checkup(task, Seen(**call))


def recognised(correlate, **call):
    return checkup(correlate, **call)._recognised()


@pytest.mark.parametrize(
    ("correlate", "call", "state"),
    [
        ("marker", {"marker": INTENT.marker}, "passed"),
        ("marker", {"recipient": INTENT.recipient, "template": "news"}, "failed"),
        ("opaque", {"opaque": f"ref {INTENT.marker}"}, "passed"),
        ("opaque", {"marker": INTENT.marker}, "failed"),
        ("opaque", {"opaque": marker_of(3)}, "failed"),
        ("recipient", {"recipient": "5511987654321", "template": "news"}, "passed"),
        ("recipient", {"recipient": "5511987654321", "template": "olds"}, "failed"),
        ("recipient", {"recipient": "15550100001", "template": "news"}, "failed"),
        ("recipient", {"marker": INTENT.marker}, "failed"),
    ],
)
def test_the_message_is_recognised_as_the_file_says(correlate, call, state):
    assert recognised(correlate, **call).state == state


def test_who_sends_to_another_is_told_to_whom_it_should():
    hop = recognised("recipient", recipient="15550100001", template="news")
    assert hop.said == "no call is for 551187654321 with template news"
    assert "to 15550100001, template news" in hop.shown
    assert "correlate: opaque" in hop.advice


def test_where_a_provider_has_no_templates_the_recipient_alone_is_recognised():
    hop = recognised("recipient", provider="ultramsg", recipient="5511987654321")
    assert (hop.state, hop.said) == ("passed", "to 551187654321, template none (text)")


def test_where_a_provider_signs_nothing_no_signature_is_asked_for():
    walked = checkup("marker", provider="ultramsg", marker=INTENT.marker)
    walked._hops.append(Hop(name="webhook answered", state="passed"))
    assert walked._signature().said == "ultramsg signs nothing"
