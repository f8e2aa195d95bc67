"""UltraMsg's own SDK from npm, whose host is built in: every method of it, by interception."""

import json
import shutil
import time
from pathlib import Path

import pytest
from led_here import led_here, run
from npm import node_modules, program
from provider import Receiver

CLIENT = Path(__file__).parent / "clients" / "ultramsg"
TO = "5511999990001"
CHAT = f"{TO}@c.us"
OTHER = "5511999990002@c.us"
LINK = "https://example.com/a"
pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

SENDS = [
    ["sendChatMessage", f"+{TO}", "hello from the SDK", 1, "mine"],
    ["sendImageMessage", TO, "a caption", f"{LINK}.jpg"],
    ["sendDocumentMessage", TO, "a.pdf", f"{LINK}.pdf"],
    ["sendAudioMessage", TO, f"{LINK}.mp3"],
    ["sendVoiceMessage", TO, f"{LINK}.ogg"],
    ["sendVideoMessage", TO, "a caption", f"{LINK}.mp4"],
    ["sendLinkMessage", TO, LINK],
    ["sendContactMessage", TO, OTHER],
    ["sendLocationMessage", TO, "Rua A\nSão Paulo", "-23.5", "-46.6"],
    ["sendVcardMessage", TO, "BEGIN:VCARD\nVERSION:3.0\nN:Ada\nEND:VCARD"],
]
QUESTIONS = [
    ["getMessages"],
    ["getMessageStatistics"],
    ["getInstanceStatus"],
    ["getInstanceMe"],
    ["getInstanceSettings"],
    ["getInstanceQr"],
    ["getChats"],
    ["getChatsMessages", CHAT],
    ["getContacts"],
    ["getContact", CHAT],
    ["checkContact", CHAT],
]
CHANGES = [
    ["blockContact", OTHER],
    ["getBlockedContacts"],
    ["unblockContact", OTHER],
    ["resendByStatus", "unsent"],
    ["resendById", 1],
    ["sendClearMessage", "queue"],
]
SESSION = [
    ["getInstanceScreenshot"],
    ["sendInstanceTakeover"],
    ["sendInstanceRestart"],
    ["sendInstanceLogout"],
    ["getInstanceQrCode"],
    ["getInstanceQr"],
    ["sendInstanceClear"],
]


@pytest.fixture(scope="module")
def led(tmp_path_factory):
    spec = {"providers": ["ultramsg"], "profile": "ultramsg-ci", "templates": []}
    with led_here(tmp_path_factory.mktemp("ultramsg"), **spec) as found:
        yield found


@pytest.fixture(scope="module")
def ask(led, tmp_path_factory):
    """Calls methods in order; returns each one's answers, the last of one that is called twice."""
    node, folder = program("node"), tmp_path_factory.mktemp("sdk")
    (folder / "node_modules").symlink_to(node_modules(CLIENT / "package.json"))
    shutil.copy(CLIENT / "round.cjs", folder)

    def asked(calls, **changed):
        mine = {"INSTANCE": led.number, "TOKEN": led.environment["TOKEN"]}
        environment = led.environment | mine | {"CALLS": json.dumps(calls)} | changed
        said = json.loads(run([node, "round.cjs"], environment, folder))
        names = [name for name, *_ in calls]
        return said["methods"], dict(zip(names, said["answers"], strict=True))

    return asked


@pytest.fixture(scope="module")
def whole(led, ask):
    """A round through every method, and what came of it."""
    receiver = Receiver()
    switches = ["sendInstanceSettings", "1", receiver.url, True, True, True, True]
    found = {}
    for calls in ([switches], SENDS, QUESTIONS):
        found |= ask(calls)[1]
    found["texts"] = led.texts(TO, 1)
    until = time.monotonic() + 20
    while len(receiver.posts) < 2 and time.monotonic() < until:
        time.sleep(0.1)
    for calls in (CHANGES, SESSION):
        methods, answers = ask(calls)
        found |= {"loggedOutQr" if n == "getInstanceQr" else n: a for n, a in answers.items()}
    receiver.close()
    return methods, found, [json.loads(body) for _, body in receiver.posts]


def test_every_method_of_the_sdk_gets_an_answer_that_it_can_read(whole):
    methods, found, _ = whole
    assert set(methods) == found.keys() - {"loggedOutQr", "texts"}
    errors = {name for name, said in found.items() if isinstance(said, dict) and "error" in said}
    assert errors == {"getInstanceQr", "resendById"}, "logged in already; not failed"
    assert not [
        name for name, said in found.items() if isinstance(said, dict) and "thrown" in said
    ]


@pytest.mark.proves("ultramsg", "answer of a send", "POST messages/chat", "POST messages/link")
def test_each_send_is_queued_under_the_next_number(whole):
    found = [whole[1][name] for name, *_ in SENDS]
    assert found == [{"sent": "true", "message": "ok", "id": n} for n in range(1, 11)]


def test_the_first_one_is_on_the_handset_and_the_list_knows_all(whole):
    _, found, _ = whole
    assert found["texts"][0] == "hello from the SDK"
    listed = found["getMessages"]
    assert (listed["total"], listed["limit"], listed["page"]) == (10, 100, 1)
    first = listed["messages"][0]
    assert (first["id"], first["referenceId"], first["to"]) == (1, "mine", CHAT)
    counted = found["getMessageStatistics"]["messages_statistics"]
    assert sum(counted.values()) == 10


@pytest.mark.proves(
    "ultramsg", "webhook message_create", "webhook echo of the sender's own messages"
)
def test_its_own_message_comes_back_as_a_webhook(whole):
    _, _, posts = whole
    assert {post["event_type"] for post in posts} >= {"message_create"}
    (created, *_) = [post for post in posts if post["event_type"] == "message_create"]
    assert (created["data"]["to"], created["data"]["fromMe"]) == (CHAT, True)
    assert created["data"]["body"] == "hello from the SDK"


@pytest.mark.proves(
    "ultramsg", "answer of GET instance/status", "answer of GET instance/qr as PNG"
)
def test_the_instance_says_how_it_stands_and_what_it_was_set_to(whole):
    _, found, _ = whole
    account = {"status": "authenticated", "substatus": "connected"}
    assert found["getInstanceStatus"] == {"status": {"accountStatus": account}}
    assert found["getInstanceMe"]["id"].endswith("@c.us")
    assert found["checkContact"] == {"status": "valid", "chatId": CHAT}
    assert found["loggedOutQr"].startswith("data:image/png;base64,iVBOR")


def test_it_goes_nowhere_when_the_door_is_gone(ask):
    gone = {"WINDTUNNEL_INTERCEPT": "127.0.0.1:1", "HTTPS_PROXY": "", "https_proxy": ""}
    _, found = ask([["getInstanceStatus"]], **gone)
    assert found == {"getInstanceStatus": {"thrown": "ECONNREFUSED"}}
