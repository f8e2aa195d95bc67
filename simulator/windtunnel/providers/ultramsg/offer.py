"""What UltraMsg offers to whoever chooses: a flat fee, the vendor's own advice, open points."""

from windtunnel.domain.offer import FirstDay, Offer, Source, Unmeasured
from windtunnel.providers.ultramsg.facts import ADVISED_PER_DAY, PRICE_USD_MONTH

READ = "2026-11-22"
_MICRO = 1_000_000
_FAQ = Source(
    where="copy of 2022 of UltraMsg's FAQ (GH:moelshenawy/UltraMsg)", date=READ, sure="medium"
)
_NOTHING = Source(where="nothing found in all sources that were read", date=READ)

OFFER = Offer(
    kind="unofficial: a linked-device session of a phone, one serial sender per number",
    price_source=_FAQ,
    number_month_micro=PRICE_USD_MONTH * _MICRO,
    first_days=(
        FirstDay(
            who="an instance on any day",
            messages=ADVISED_PER_DAY,
            is_advice=True,
            source=_FAQ,
        ),
    ),
    unmeasured=(
        Unmeasured(
            topic="ban risk",
            says="WhatsApp does not endorse the service, and bans are the customer's risk; "
            "recipients' spam reports get a number blocked",
            source=Source(
                where="terms of a white-label site of the vendor's (app.wapify.net), and FAQ",
                date=READ,
                sure="medium",
            ),
        ),
        Unmeasured(topic="SLA", says="", source=_NOTHING),
        Unmeasured(
            topic="opt-in proof",
            says="no field, no record: any text may go to anybody",
            source=Source(where="UltraMsg's endpoints, SDKs and guides", date=READ),
        ),
        Unmeasured(topic="data residency", says="", source=_NOTHING),
        Unmeasured(
            topic="terms",
            says="no templates, no 24-hour window, no approval; the session can end at any time "
            "and must be linked again by QR code at the phone",
            source=Source(where="UltraMsg's guides, SDKs and instance states", date=READ),
        ),
    ),
)
"""What stands on the page of a comparison beside what was played."""
