"""Webhooks that are of no message: wishes, changed numbers, states of templates.

Sources, read 2026-11-25. D:webhooks/reference/user_preferences, text of 21 May 2026; the user's
business-scoped id beside the number as in the webhooks of messages.
D:webhooks/reference/message_template_status_update, text of 13 April 2026: a pause has a title, a
rejection a reason. The language is written as in REST ("en_US"), as captures show; the page has
"en-US". The words of the descriptions are assumed, but for that of UNPAUSE.
D:webhooks/reference/messages/system, text of 11 August 2026: no contacts; a new number is a new
business-scoped id.
"""

from collections.abc import Sequence

from windtunnel.domain.message import (
    InboundEvent,
    NumberEvent,
    PreferenceEvent,
    StatusEvent,
    TemplateEvent,
    WebhookEvent,
)
from windtunnel.providers.meta import webhooks
from windtunnel.providers.meta.ids import template_id, user_id
from windtunnel.providers.meta.webhooks import escaped, metadata

REASON_DEFAULT = "INCORRECT_CATEGORY"
"""Why a template is rejected where nobody says why."""

_DESCRIPTIONS = {
    "FIRST_PAUSE": "Your WhatsApp message template has been paused for 3 hours.",
    "SECOND_PAUSE": "Your WhatsApp message template has been paused for 6 hours.",
    "RATE_LIMITING_PAUSE": "Your WhatsApp message template has been paused.",
    "UNPAUSE": "Your WhatsApp message template has been unpaused.",
    "DISABLED": "Your WhatsApp message template has been disabled.",
}
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
    time = f'"time":{event.unix_s},' if isinstance(event, TemplateEvent) else ""
    return f'{{"id":"{account}",{time}"changes":[{_change(event)}]}}'


def _change(event: WebhookEvent) -> str:
    if isinstance(event, PreferenceEvent):
        return _preference(event)
    if isinstance(event, TemplateEvent):
        return _template(event)
    if isinstance(event, NumberEvent):
        return _number(event)
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


def _template(event: TemplateEvent) -> str:
    reason = event.reason or (REASON_DEFAULT if event.state == "REJECTED" else "NONE")
    more = ""
    if event.state == "DISABLED":
        more += f',"disable_info":{{"disable_date":"{event.unix_s}"}}'
    title = _title(event)
    if title:
        more += (
            f',"other_info":{{"title":"{title}","description":{escaped(_DESCRIPTIONS[title])}}}'
        )
    if reason == "INVALID_FORMAT":
        more += (
            ',"rejection_info":{"reason":"The format of this template is not valid.",'
            '"recommendation":"Correct the format and submit the template again."}'
        )
    return (
        f'{{"value":{{"event":"{event.state}","message_template_id":{template_id(event.drawn)},'
        f'"message_template_name":{escaped(event.name)},'
        f'"message_template_language":{escaped(event.lang)},"reason":{escaped(reason)},'
        f'"message_template_category":"{event.category.upper()}"{more}}},'
        '"field":"message_template_status_update"}'
    )


def _title(event: TemplateEvent) -> str:
    """Return the title of a pause or what ends one, "" where it is neither."""
    if event.state == "PAUSED":
        return {1: "FIRST_PAUSE", 2: "SECOND_PAUSE"}.get(event.pauses, "RATE_LIMITING_PAUSE")
    if event.state == "APPROVED" and event.before == "PAUSED":
        return "UNPAUSE"
    return "DISABLED" if event.state == "DISABLED" else ""


def _number(event: NumberEvent) -> str:
    before, after = (user_id(event.account, who) for who in (event.wa_id, event.new_wa_id))
    said = f"User {event.profile_name} changed from {event.wa_id} to {event.new_wa_id}"
    return (
        f'{metadata(event.number, event.display)}"messages":[{{"from":{escaped(event.wa_id)},'
        f'"id":{escaped(event.event)},"timestamp":"{event.unix_s}","type":"system",'
        f'"system":{{"body":{escaped(said)},"wa_id":{escaped(event.new_wa_id)},'
        f'"user_id":"{after}","previous_user_id":"{before}","type":"user_changed_number"}}}}]}},'
        '"field":"messages"}'
    )
