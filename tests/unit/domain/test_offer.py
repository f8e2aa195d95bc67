from windtunnel.domain.offer import Offer, Source, offer_of

OFFER = Offer(kind="first party", price_source=Source(where="a page", date="2026-11-22"))


class Says:
    offer = OFFER


def test_a_dialect_may_say_what_its_provider_offers():
    assert offer_of(Says()) is OFFER


def test_a_dialect_that_says_nothing_of_it_has_no_offer():
    assert offer_of(object()) is None
