"""What UltraMsg publishes or was seen to do, as named constants, each with its source.

All were read on 2026-11-22. PHP is GH:ultramsg/whatsapp-php-sdk 2.0.8 and NODE is
GH:ultramsg/whatsapp-nodejs-sdk; DOC-x stands for https://docs.ultramsg.com/api/post/messages/x;
BLOG for https://blog.ultramsg.com/whatsapp-api-message-and-queue-management and its newer
revision; UMWA for GH:OpenDaje/umwa, which quotes the vendor's pages; N8N for a public guide to
bulk sending; ZAP for an integrator's notes of 2026; WH for
GH:ultramsg/whatsapp-webhook-csharp; FAQ for the copy of 2022 in GH:moelshenawy/UltraMsg. The
vendor publishes neither HTTP statuses nor how webhooks are tried again.
"""

HOSTS = ("api.ultramsg.com",)
"""Source: PHP, NODE."""

VERSION = "2026-11"
"""The API has no versions; this is the month that these facts are of."""

SEND_DELAY_S = 1.0
SEND_DELAY_MAX_S = 15.0
QUEUE_LONG_FROM = 10
"""Between two messages `sendDelay` while fewer than 10 wait, else `sendDelayMax`. Source: BLOG,
newer revision; that the gap is not jittered is assumed."""

QUEUE_TTL_S = 86_400
"""What still waits then is `expired`. Source: BLOG."""

PRIORITY = 10
"""Lower ones leave first. Source: BLOG, PHP."""

PRIORITY_DIGITS_MAX = 9
"""Ours: a priority with more is one that cannot be read."""

BODY_CHARS_MAX = 4_096
"""Source: DOC-chat. A vCard has the same limit: DOC-vcard."""

CAPTION_CHARS_MAX = 1_024
"""Source: PHP, and the refusal of a longer one as captured by an integrator."""

FILENAME_CHARS_MAX = 255
CONTACT_CHARS_MAX = 300
ADDRESS_CHARS_MAX = 300
"""Source: UMWA, PHP. About 15 contacts fit."""

BASE64_CHARS_MAX = 10_000_000
"""Source: PHP, UMWA."""

BODY_BYTES_MAX = 12_582_912
"""Ours: of a request. The longest base64 fits, with what urlencoding usually adds to it."""

TO_CHARS_MAX = 60
"""Ours: a longer recipient is no number that WhatsApp could know."""

PHONE_DIGITS_MAX = 15
"""Source: ITU-T E.164. What is longer and has no suffix is no phone number."""

REFERENCE_CHARS_MAX = 1_000
NAME_CHARS_MAX = 512
TOKEN_CHARS_MAX = 1_024
FORM_FIELDS_MAX = 100
"""Ours: no more is read of a referenceId, of a message's id, of a token, and of a form."""

PUSH_RETRIES = 3
PUSH_RETRIES_MAX = 10
"""`webhook_retries`: 3 is the value in use (ZAP), the highest one is ours."""

RETRY_QUICK_S = (5.0, 15.0, 45.0, 120.0, 300.0, 600.0, 900.0, 1_800.0, 3_600.0, 3_600.0)
RETRY_SLOW_S = (60.0, 300.0, 900.0, 1_800.0, 3_600.0, *(7_200.0,) * 5)
"""Waits before the tries of a webhook after the first. Source: assumed; nothing is published."""

PUSH_TIMEOUT_S = 10.0
"""Source: assumed; nothing is published."""

THROUGHPUT_PER_S = 1_000_000.0
THROUGHPUT_BURST = 1_000_000
"""Requests a second: no source shows a limit, and none is made."""

DELAY_S_MAX = 3_600
"""Ours: the longest `sendDelay` and `sendDelayMax`. ZAP recommends up to 60 s."""

URL_CHARS_MAX = 2_048
"""Ours: of `webhook_url`."""

OWN_NAME = "Windtunnel"
"""The name of the linked session's owner, as `pushname` of own messages."""

PRICE_USD_MONTH = 39
"""Flat, per instance and month, without a charge per message. Source: FAQ; not verified since."""

ADVISED_PER_DAY = 5_000
"""The vendor's own advice: at most about so many messages a day. No limit. Source: FAQ."""
