"""How a checkup recognises the message in the call, by what the service passes on."""

import msgspec
import pytest
from sender_world import free_text

from windtunnel.domain.facts import AttemptFact
from windtunnel.domain.marker import marker_of
from windtunnel_load.adapters.render import Rendered
from windtunnel_load.rig.checkup import Checkup, Task

INTENT = msgspec.structs.replace(free_text(), recipient="551187654321", template="news")


class Seen:
    """A world in which one call was made."""

    def __init__(self, **call):
        self.call = AttemptFact(t=1, attempt="a", provider="meta", number="n", **call)

    def facts(self):
        return [self.call]


def recognised(correlate, **call):
    task = Task(
        intent=INTENT,
        request=Rendered(method="POST", path="/", headers={}, body=b""),
        url="http://127.0.0.1:1",
        webhook_url="",
        base_url="",
        is_service=True,
        correlate=correlate,
    )
    return Checkup(task, Seen(**call))._recognised()


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
