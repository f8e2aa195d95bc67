"""What the management endpoints answer of numbers, the account and its app.

Source: D:business-phone-numbers/phone-numbers and Meta's OpenAPI document v23.0,
read 2026-11-22. Values that the simulator has no notion of are those of a healthy number.
"""

import re
from typing import Any

from windtunnel.domain.countries import calling_code, country_of
from windtunnel.domain.dialect import NumberView, WorldView

HIGH_THROUGHPUT_PER_S = 1_000.0
"""From here on a number's level is HIGH. Source: D:throughput."""

NUMBER_FIELDS: tuple[str, ...] = (
    "verified_name",
    "code_verification_status",
    "display_phone_number",
    "quality_rating",
    "platform_type",
    "throughput",
)
"""What GET /{phone} answers without `fields`, beside the id. Source: captures, PYWA api.py."""

ACCOUNT_FIELDS: tuple[str, ...] = ("name", "timezone_id", "message_template_namespace")

FIELDS_ABSENT = frozenset(
    {
        "business_verification_status",
        "certificate",
        "conversational_automation",
        "correct_category",
        "country",
        "cta_url_link_tracking_opted_out",
        "degrees_of_freedom_spec",
        "disable_marketing_messages_on_cloud_api",
        "eligibility_for_api_business_global_search",
        "is_enabled_for_insights",
        "last_onboarded_time",
        "library_template_name",
        "marketing_messages_lite_api_status",
        "marketing_messages_onboarding_status",
        "message_send_ttl_seconds",
        "messaging_limit_tier",
        "new_certificate",
        "on_behalf_of_business_info",
        "owner_business_info",
        "ownership_type",
        "previous_category",
        "source",
        "sub_category",
        "subscribed_apps",
        "username",
    }
)
"""Fields that exist at Meta and are left out where there is no value, as here. Source: PYWA 4.5.0,
which asks for all of them."""

_NOT_DIGIT = re.compile(r"[^0-9]")
_US_DIGITS = 11


def display_of(display: str) -> str:
    """Return a number as REST shows it: +1 555-010-0001, elsewhere + and the digits."""
    digits = _NOT_DIGIT.sub("", display)
    if digits.startswith("1") and len(digits) == _US_DIGITS:
        return f"+1 {digits[1:4]}-{digits[4:7]}-{digits[7:]}"
    return f"+{digits}"


def number_fields(number: NumberView, world: WorldView) -> dict[str, Any]:
    """Return every field of a number node."""
    country = country_of(_NOT_DIGIT.sub("", number.spec.display))
    is_high = number.throughput_per_s >= HIGH_THROUGHPUT_PER_S
    callback = {} if world.subscription is None else {"application": world.subscription}
    return {
        "id": number.id,
        "display_phone_number": display_of(number.spec.display),
        "verified_name": number.spec.name,
        "name_status": "APPROVED",
        "new_name_status": "NONE",
        "status": "CONNECTED",
        "quality_rating": "GREEN",
        "quality_score": {"score": "GREEN"},
        "code_verification_status": "VERIFIED",
        "platform_type": "CLOUD_API",
        "account_mode": "LIVE",
        "is_official_business_account": False,
        "is_pin_enabled": True,
        "is_on_biz_app": False,
        "is_preverified_number": False,
        "search_visibility": "NON_VISIBLE",
        "throughput": {"level": "HIGH" if is_high else "STANDARD"},
        "whatsapp_business_manager_messaging_limit": "TIER_UNLIMITED",
        "country_code": country,
        "country_dial_code": "" if country == "ZZ" else calling_code(country),
        "webhook_configuration": callback,
        "health_status": _health("PHONE_NUMBER", number.id),
    }


def account_fields(world: WorldView) -> dict[str, Any]:
    """Return every field of the account node."""
    return {
        "id": world.account,
        "name": "Windtunnel",
        "status": "ACTIVE",
        "currency": "USD",
        "timezone_id": "1",
        "message_template_namespace": f"{world.drawn('namespace', world.account)[0]:016x}",
        "account_review_status": "APPROVED",
        "health_status": _health("WABA", world.account),
    }


def app_entry(world: WorldView) -> dict[str, Any]:
    """Return the one app that is subscribed, with its callback."""
    app = {
        "id": world.app,
        "name": "Windtunnel",
        "link": f"https://www.facebook.com/games/?app_id={world.app}",
    }
    return {"whatsapp_business_api_data": app, "override_callback_uri": world.subscription}


def _health(kind: str, node: str) -> dict[str, Any]:
    entity = {"entity_type": kind, "id": node, "can_send_message": "AVAILABLE"}
    return {"can_send_message": "AVAILABLE", "entities": [entity]}
