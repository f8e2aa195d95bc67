"""A sender built on pywa, a client library from PyPI, used as its users use it.

It sends, logs failures, and repeats what was throttled. What a user of the library would not
write (an outbox, parking, resolution by webhook) is not here: the verdict shows what that means.
"""

from typing import Any

import httpx
from pywa import errors
from pywa_async import WhatsApp
from pywa_async.handlers import MessageStatusHandler
from pywa_async.types import MessageStatus
from pywa_async.types.templates import BodyText, CopyCodeOTPButton, HeaderText, TemplateLanguage

from windtunnel.domain.policy import Policy
from windtunnel.domain.sender import Intent, Outcome, SenderWorld, Webhook
from windtunnel_load.senders.spoken import spoken

ATTEMPTS = 5
PAUSE_S = 1.5
SIGNATURE = "x-hub-signature-256"
CAUSES: tuple[tuple[type[errors.WhatsAppError], str], ...] = (
    (errors.AuthorizationError, "auth"),
    (errors.ThrottlingError, "limit"),
    (errors.MessageUndeliverable, "recipient"),
    (errors.RecipientNotInAllowedList, "recipient"),
    (errors.ReEngagementMessage, "recipient"),
    (errors.TemplateNotExists, "template"),
    (errors.TemplateParamCountMismatch, "template"),
    (errors.TemplatePaused, "template"),
    (errors.TemplateDisabled, "template"),
)


class PywaSender:
    """One pywa client for all numbers; statuses come through its own handlers."""

    policy = Policy(delivery="at-most-once", attempts=ATTEMPTS, horizon_s=12.0)

    def __init__(self, world: SenderWorld) -> None:
        meta = spoken(world, "meta", by="pywa")
        self._world = world
        self._numbers = meta.numbers
        self._client = WhatsApp(
            token=meta.token,
            session=world.http,
            server=None,
            verify_token=meta.verify_token,
            app_secret=meta.app_secret,
            waba_id=meta.account,
            filter_updates=False,
        )
        self._client.add_handlers(MessageStatusHandler(self._on_status))

    async def send(self, intent: Intent) -> Outcome | None:
        """Send with a plain loop around the library's call."""
        for attempt in range(1, ATTEMPTS + 1):
            try:
                await self._call(intent)
            except (errors.RateLimitHit, errors.TooManyMessages) as error:
                self._world.seen(intent.intent, "error")
                if attempt == ATTEMPTS:
                    return _failed(error)
                await self._world.sleep(
                    PAUSE_S + self._world.chance("pause", intent.marker, attempt)
                )
            except errors.WhatsAppError as error:
                self._world.seen(intent.intent, "error")
                return _failed(error)
            except httpx.TransportError:
                self._world.seen(intent.intent, "timeout")
                return Outcome(state="failed", cause="provider")
            else:
                self._world.seen(intent.intent, "ok")
                return Outcome(state="accepted")
        return None

    async def receive(self, webhook: Webhook) -> int:
        """Let the library validate and handle a webhook."""
        problem = await self._client.webhook_update_validator(
            webhook.body, webhook.headers.get(SIGNATURE)
        )
        if problem:
            return int(problem[1])
        _, status = await self._client.webhook_update_handler(webhook.body)
        return int(status)

    async def close(self) -> None:
        """The session belongs to the world."""

    async def _call(self, intent: Intent) -> None:
        sender = self._numbers[intent.number]
        if intent.template is None:
            await self._client.send_message(
                intent.recipient, intent.text, tracker=intent.marker, sender=sender
            )
            return
        params: list[Any] = []
        if intent.header:
            params.append(HeaderText.params(*intent.header))
        if intent.code is not None:
            params.append(BodyText.params(intent.code))
            params.append(CopyCodeOTPButton.params(otp=intent.code))
        elif intent.body or intent.named:
            params.append(BodyText.params(*intent.body, **intent.named))
        await self._client.send_template(
            intent.recipient,
            intent.template,
            TemplateLanguage(intent.lang),
            params,
            tracker=intent.marker,
            sender=sender,
        )

    async def _on_status(self, _client: WhatsApp, status: MessageStatus[Any]) -> None:
        kind = str(status.status)
        self._world.effect(f"{status.id}:{kind}", kind)


def create(world: SenderWorld) -> PywaSender:
    """Return a sender on pywa."""
    return PywaSender(world)


def _failed(error: errors.WhatsAppError) -> Outcome:
    cause = next((cause for kind, cause in CAUSES if isinstance(error, kind)), "provider")
    return Outcome(state="failed", cause=cause, code=error.code)
