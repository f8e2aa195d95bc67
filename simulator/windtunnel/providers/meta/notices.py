"""Webhooks that are of no message: what customers prefer.

Source: D:webhooks/reference/user_preferences, text of 21 May 2026, read 2026-11-25; the user's
business-scoped id beside the number as in the webhooks of messages.
"""

from collections.abc import Sequence

from windtunnel.domain.message import InboundEvent, PreferenceEvent, StatusEvent, WebhookEvent
from windtunnel.providers.meta import webhooks
from windtunnel.providers.meta.ids import user_id
from windtunnel.providers.meta.webhooks import escaped, metadata

_OF_MESSAGES = frozenset({StatusEvent, InboundEvent})


def render_push(events: Sequence[WebhookEvent]) -> bytes:
    """Return the body for one or several events of one account, whatever they are of."""
    for event in events:
        if type(event) not in _OF_MESSAGES:
            return _mixed(events)
    return webhooks.render_push(events)  # type: ignore[arg-type]  # each is one of a message


def _mixed(events: Sequence[WebhookEvent]) -> bytes:
    entries = ",".join(map(_entry, events))
    return f'{{"object":"whatsapp_business_account","entry":[{entries}]}}'.encode("ascii")


def _entry(event: WebhookEvent) -> str:
    account = event.message.account if isinstance(event, StatusEvent) else event.account
    return f'{{"id":"{account}","changes":[{_change(event)}]}}'


def _change(event: WebhookEvent) -> str:
    if isinstance(event, PreferenceEvent):
        return _preference(event)
    return webhooks.change(event)


def _preference(event: PreferenceEvent) -> str:
    wa_id = escaped(event.wa_id)
    user = user_id(event.account, event.wa_id)
    return (
        f'{metadata(event.number, event.display)}"contacts":[{{"profile":{{"name":'
        f'{escaped(event.profile_name)}}},"wa_id":{wa_id},"user_id":"{user}"}}],'
        f'"user_preferences":[{{"wa_id":{wa_id},"detail":"User requested to {event.value} '
        f'marketing messages","category":"marketing_messages","value":"{event.value}",'
        f'"timestamp":{event.unix_s}}}]}},"field":"user_preferences"}}'
    )
