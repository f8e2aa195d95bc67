"""Small senders that show what a happening looks like from where they stand."""

import datetime
import json
import time

from crashing import ACCEPTED, Toy

from windtunnel.domain.policy import Policy


class Reads(Toy):
    """Keeps what its webhooks say, as the effect of an event of its own naming."""

    policy = Policy(delivery="at-least-once")

    async def send(self, intent):
        await self.post(intent)
        return ACCEPTED

    async def receive(self, webhook):
        for entry in json.loads(webhook.body)["entry"]:
            for change in entry["changes"]:
                for event, state in said(entry, change["value"]):
                    self.world.effect(event, state)
        return 200


def said(entry, value):
    """Yield (event, state) of all that stands in a change, by the wire alone."""
    for status in value.get("statuses", ()):
        yield f"{status['id']}:{status['status']}", status["status"]
    for message in value.get("messages", ()):
        text = message.get("text") or message["system"]
        yield message["id"], text["body"]
    for one in value.get("user_preferences", ()):
        yield f"preference:{one['wa_id']}:{one['value']}:{one['timestamp']}", one["value"]
    if "message_template_id" in value:
        name, lang = value["message_template_name"], value["message_template_language"]
        yield f"template:{name}:{lang}:{value['event']}:{entry['time']}", value["event"]


class Fresh(Reads):
    """Takes the token from the world's credentials at each send."""

    async def post(self, intent):
        self.meta = self.world.credentials["meta"]
        await super().post(intent)


class Watches(Fresh):
    """Says with each message what its clocks show."""

    async def send(self, intent):
        now = datetime.datetime.now(datetime.UTC)
        told = f"{time.time():.0f} {now.timestamp():.0f} {time.monotonic():.0f}"
        self.world.effect(f"clock:{intent.intent}", told)
        return await super().send(intent)
