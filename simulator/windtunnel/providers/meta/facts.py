"""What Meta publishes or was seen to do, as named constants, each with its source.

Pages were read on 2026-11-22 unless said otherwise. D:x stands for
https://developers.facebook.com/documentation/business-messaging/whatsapp/x.
"""

HOSTS = ("graph.facebook.com", "lookaside.fbsbx.com")
"""All API calls go to the first, downloads of media to the second. Source: D:overview, D:media."""

THROUGHPUT_PER_S = 80.0
"""Messages a second per number, all types. Source: D:throughput, text of September 2026."""

THROUGHPUT_BURST = 80
"""How many may come at once. Source: assumed, one second's worth."""

PAIR_REFILL_S = 6.0
PAIR_BURST = 45
"""One message per 6 s to one recipient, up to 45 on credit. Source: D:throughput."""

FIRST_DAY_CUSTOMERS = 250
VERIFIED_CUSTOMERS = 2_000
"""Unique customers in a moving 24 h, outside the window: of a new portfolio, and once the business
is verified. All numbers of a portfolio share it. Source: D:messaging-limits, September 2026."""

WINDOW_S = 86_400.0
"""The customer service window. Source: D:messages/send-messages."""

BODY_CHARS_MAX = 4096
"""Source: D:messages/text-messages."""

OPAQUE_CHARS_MAX = 512
"""Source: Meta's OpenAPI document v23.0, biz_opaque_callback_data."""

TEMPLATE_NAME_CHARS_MAX = 512
"""Source: D:templates."""

NAME_CHARS_MAX = 512
"""Ours: of a language and of the id of another message no more than this is read."""

SPACES_MAX = 4
"""Consecutive spaces in a template parameter; newlines and tabs are refused altogether.
Source: GH:netflie/whatsapp-cloud-api#201 (the words), GH:dimagi/open-chat-studio#4277 (HTTP 400);
the code 132018 is of medium confidence."""

CALLBACK_CHARS_MAX = 200
"""Length of override_callback_uri. Source: D:webhooks/override."""

KEY_BYTES_MAX = 255
"""Ours: what lies beyond in an Idempotency-Key header is not read."""

TOKEN_BYTES_MAX = 1024
"""Ours: a longer bearer token is taken as one that cannot be parsed."""

API_VERSION = "v23.0"
"""The version named in examples and environments, and taken where a path has none; any is served.
Source: Meta's OpenAPI document v23.0; an unversioned path means the app's oldest usable version,
GRAPH versioning, confidence medium."""

VERSIONS_MAX = 100
"""Ours: versions whose wire forms are kept ready."""

CONVERSATION_LAST_VERSION = 23
"""From v24 on status webhooks carry no conversation. Source: D:webhooks/reference/messages/status,
confidence medium: one capture of 2026 still shows it."""

CONVERSATION_S = 86_400
"""From `sent` to the conversation's expiration_timestamp. Source: assumed after D:webhooks
samples, which show a day."""

RETRY_7D_S = (1.0, 5.0, 30.0, 120.0, 600.0, 3600.0, 10_800.0, *(21_600.0,) * 27)
"""Decreasing frequency for up to 7 days. Source: D:webhooks/overview; the steps are assumed."""

RETRY_36H_S = (0.0, 60.0, 600.0, 3600.0, 10_800.0, 32_400.0, 82_000.0)
"""At once, then a few over 36 h. Source: D:webhooks/create-webhook-endpoint; steps assumed."""

PUSH_TIMEOUT_S = 10.0
"""Unpublished; third parties say 5 to 20 s. Source: assumed."""

ERROR_HREF = "https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/"
"""Stands in every webhook error. Source: D:webhooks/reference/messages/status."""

SUBCODE_UNKNOWN_OBJECT = 33
SUBCODE_EXPIRED = 463
SUBCODE_REVOKED = 467
SUBCODE_THROUGHPUT = 2_494_055
SUBCODE_PAIR = 2_494_071
SUBCODE_PARAMETER = 2_494_010
"""Subcodes. Source: D:support/error-codes and captures; that of 131056 from a captured answer in
https://docs.ycloud.com/reference/whatsapp-errors, read 2026-11-24."""

SEND_TYPES_ELSEWHERE = frozenset(
    {
        "image",
        "audio",
        "video",
        "document",
        "sticker",
        "location",
        "contacts",
        "reaction",
        "interactive",
        "pin",
    }
)
"""Types that Meta takes and this release does not. Source: Meta's OpenAPI document v23.0."""

BUTTONS_HERE = frozenset({"url", "quick_reply", "copy_code"})
BUTTONS_ELSEWHERE = frozenset(
    {"catalog", "mpm", "spm", "flow", "order_details", "voice_call", "call_permission_request"}
)
COMPONENTS_ELSEWHERE = frozenset({"limited_time_offer", "carousel", "tap_target_configuration"})
PARAMETERS_ELSEWHERE = frozenset(
    {
        "currency",
        "date_time",
        "image",
        "video",
        "gif",
        "document",
        "location",
        "payload",
        "coupon_code",
        "product",
        "action",
        "limited_time_offer",
    }
)
"""Parts of a template send that this release takes, and those that only Meta does.
Source: D:templates and Meta's OpenAPI document v23.0."""
