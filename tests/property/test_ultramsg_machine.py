"""The specification of an instance as its client sees it: queue, lists and settings."""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from ultraplatform import SECOND, Instance

from windtunnel.domain.events import SetNumberState

INVALID = "19995550101"
"""Its number says that it is not on WhatsApp."""

DAY_US = 86_400 * SECOND
PEOPLE = st.sampled_from(["5511999990001", "5511999990002", INVALID])
STATUSES = ("sent", "queue", "unsent", "invalid", "expired")
DONE = {"success": "done"}


class Sent:
    """What the model knows of one message."""

    def __init__(self, ordinal, to, *, priority, reference):
        self.id = ordinal
        self.to = to
        self.priority = priority
        self.reference = reference
        self.status = "queue"
        self.turn = self.until_us = self.since_us = 0


class Model:
    """One message leaves after the other; each waits a day at most."""

    def __init__(self):
        self.messages = {}
        self.delays = {"sendDelay": 1, "sendDelayMax": 15}
        self.free_us = self.connected_us = self.turns = 0
        self.left_us, self.gap = None, "sendDelay"
        self.is_connected = True

    def wait(self, message, now_us):
        self.turns += 1
        message.status, message.turn = "queue", self.turns
        message.since_us, message.until_us = now_us, now_us + DAY_US

    def waiting(self):
        found = [each for each in self.messages.values() if each.status == "queue"]
        return sorted(found, key=lambda each: (each.priority, each.turn))

    def run(self, until_us):
        while (due := self._due()) is not None and due[0] <= until_us:
            at_us, message = due
            if at_us >= message.until_us:
                message.status = "expired"
                continue
            message.status = "invalid" if message.to == INVALID else "sent"
            is_long = len(self.waiting()) >= 10
            self.left_us, self.gap = at_us, "sendDelayMax" if is_long else "sendDelay"
            self.free_us = at_us + self.delays[self.gap] * SECOND

    def set_delay(self, name, value, now_us):
        """Let what leaves next do so earlier by a shorter delay, never later by a longer one."""
        self.delays[name] = value
        if self.left_us is not None:
            leaves_us = max(now_us, self.left_us + self.delays[self.gap] * SECOND)
            self.free_us = min(self.free_us, leaves_us)

    def _due(self):
        """Return when something happens next, and to which message."""
        waiting = self.waiting()
        if not waiting:
            return None
        oldest = min(waiting, key=lambda each: each.until_us)
        since_us = min(each.since_us for each in waiting)
        leaves_us = max(self.free_us, self.connected_us, since_us)
        if self.is_connected and leaves_us < oldest.until_us:
            return leaves_us, waiting[0]
        return oldest.until_us, oldest


class InstanceMachine(RuleBasedStateMachine):
    """One instance, asked and told everything that its clients ask and tell."""

    def __init__(self):
        super().__init__()
        self.instance = Instance()
        self.model = Model()

    @rule(to=PEOPLE, priority=st.sampled_from([None, 0, 5]), reference=st.sampled_from("ab"))
    def send(self, to, priority, reference):
        fields = {} if priority is None else {"priority": str(priority)}
        told = self.instance.send(to=to, body="Hello", referenceId=reference, **fields).json()
        assert (told["sent"], told["message"]) == ("true", "ok")
        sent = Sent(
            told["id"], to, priority=10 if priority is None else priority, reference=reference
        )
        assert sent.id not in self.model.messages
        self.model.messages[sent.id] = sent
        self.model.wait(sent, self.instance.now_us)
        self.pass_time(1_000)

    @rule(
        priorities=st.lists(st.sampled_from([None, 0, 5]), min_size=9, max_size=13),
        steps=st.integers(0, 6),
    )
    def send_many(self, priorities, steps):
        for priority in priorities:
            self.send("5511999990001", priority, "a")
        self.watch(4 * SECOND, steps)

    @rule(quarters=st.integers(1, 40), steps=st.integers(1, 3))
    def watch_for(self, quarters, steps):
        self.watch(quarters * SECOND // 4, steps)

    def watch(self, us, steps):
        for _ in range(steps):
            self.pass_time(us)
            self.every_message_stands_as_it_should()

    @rule(seconds=st.integers(1, 15))
    def wait_a_day(self, seconds):
        self.pass_time(DAY_US - seconds * SECOND)
        self.watch(SECOND // 2, 5)

    def pass_time(self, us):
        until_us = self.instance.now_us + us
        self.instance.run(until_us)
        self.model.run(until_us)

    @rule(
        name=st.sampled_from(["sendDelay", "sendDelayMax"]),
        value=st.sampled_from([0, 1, 3, 15, 30]),
    )
    def set(self, name, value):
        told = self.instance.post("instance/settings", **{name: str(value)})
        self.model.set_delay(name, value, self.instance.now_us)
        assert {each: told[each] for each in self.model.delays} == self.model.delays
        self.pass_time(1_000)

    @rule()
    def log_out(self):
        assert self.instance.post("instance/logout") == DONE
        self.model.is_connected = False
        assert self.status() == "qr"

    @rule()
    def log_in(self):
        number = self.instance.number
        self.instance.step(SetNumberState(number=number, state="connected"))
        if not self.model.is_connected:
            self.model.connected_us = self.instance.now_us
        self.model.is_connected = True
        assert self.status() == "authenticated"
        self.pass_time(1_000)

    @rule(status=st.sampled_from(["unsent", "expired"]))
    def resend(self, status):
        assert self.instance.post("messages/resendByStatus", status=status) == DONE
        for message in self.model.messages.values():
            if message.status == status:
                self.model.wait(message, self.instance.now_us)
        self.pass_time(1_000)

    @rule(ordinal=st.integers(1, 20))
    def resend_one(self, ordinal):
        told = self.instance.post("messages/resendById", id=str(ordinal))
        message = self.model.messages.get(ordinal)
        assert (told == DONE) == (message is not None and message.status == "expired")
        if told == DONE:
            self.model.wait(message, self.instance.now_us)
            self.pass_time(1_000)

    @rule(status=st.sampled_from(["queue", "sent", "unsent", "invalid"]))
    def clear(self, status):
        assert self.instance.post("messages/clear", status=status) == DONE
        kept = self.model.messages.items()
        self.model.messages = {id_: each for id_, each in kept if each.status != status}

    @rule(
        status=st.sampled_from(["", "all", *STATUSES]),
        to=st.one_of(st.just(""), PEOPLE),
        reference=st.sampled_from(["", "a", "c"]),
        sort=st.sampled_from(["", "asc", "desc"]),
        limit=st.integers(1, 9),
    )
    def walk(self, status, to, reference, sort, limit):
        query = {"status": status, "to": to, "referenceId": reference, "sort": sort}
        expected = [
            each.id
            for each in self.model.messages.values()
            if status in {"", "all", each.status}
            and to in {"", each.to}
            and reference in {"", each.reference}
        ]
        if sort == "desc":
            expected.reverse()
        found, page = [], {"pages": 1, "page": 0}
        while page["page"] < page["pages"]:
            number = page["page"] + 1
            page = self.instance.get("messages", page=number, limit=limit, **query)
            assert page["total"] == len(expected)
            assert page["pages"] == -(-len(expected) // limit)
            found += [each["id"] for each in page["messages"]]
        assert found == expected

    def status(self):
        return self.instance.get("instance/status")["status"]["accountStatus"]["status"]

    @invariant()
    def every_message_stands_as_it_should(self):
        found = self.instance.get("messages", sort="asc")["messages"]
        expected = [(each.id, each.status) for each in self.model.messages.values()]
        assert [(each["id"], each["status"]) for each in found] == expected[:100]

    @invariant()
    def statistics_count_what_there_is(self):
        counts = self.instance.get("messages/statistics")["messages_statistics"]
        statuses = [each.status for each in self.model.messages.values()]
        assert counts == {status: statuses.count(status) for status in STATUSES}


TestInstanceMachine = InstanceMachine.TestCase
TestInstanceMachine.settings = settings(max_examples=40, stateful_step_count=20)
