"""pywa, a client library from PyPI, as its users use it, against Meta's dialect."""

import asyncio
import hmac

import httpx
import pytest
from metaworld import RECIPIENT
from provider import EXPIRED

pytest.importorskip("pywa", reason="pywa is part of the extra windtunnel[load]")

from pywa import errors
from pywa_async import WhatsApp, handlers
from pywa_async.types import templates

SIGNATURE = "x-hub-signature-256"
KINDS = (
    handlers.MessageStatusHandler,
    handlers.MessageHandler,
    handlers.UserMarketingPreferencesHandler,
    handlers.TemplateStatusUpdateHandler,
    handlers.PhoneNumberChangeHandler,
)


class Shop:
    """A user's program: a client, and handlers that keep what comes in."""

    def __init__(self, provider, token=None):
        self.session = httpx.AsyncClient(transport=provider.transport)
        self.client = WhatsApp(
            phone_id=provider.phone,
            token=token or provider.token,
            session=self.session,
            server=None,
            verify_token="V",
            app_secret=provider.secret,
            waba_id=provider.account,
        )
        self.seen = []
        for kind in KINDS:
            self.client.add_handlers(kind(self._keep))

    async def _keep(self, _client, update):
        self.seen.append(update)

    async def receive(self, headers, body):
        """Return the HTTP status with which the library answers a webhook."""
        problem = await self.client.webhook_update_validator(body, headers.get(SIGNATURE))
        if problem:
            return problem[1]
        _, status = await self.client.webhook_update_handler(body)
        await asyncio.sleep(0.02)
        return status


def run(provider, act, **more):
    """Run one act of a shop and return what it returned."""

    async def whole():
        shop = Shop(provider, **more)
        async with shop.session:
            return await act(shop)

    return asyncio.run(whole())


def hello(shop, **more):
    return shop.client.send_message(RECIPIENT, "Hello é😀", **more)


def test_a_text_is_sent(provider):
    provider.open_window(RECIPIENT)
    sent = run(provider, hello)
    assert sent.id.startswith("wamid.")
    assert (sent.to, sent.input, sent.from_phone_id) == (RECIPIENT, RECIPIENT, provider.phone)


def test_a_template_is_sent_and_says_that_it_was_accepted(provider):
    params = [
        templates.HeaderText.params("7"),
        templates.BodyText.params("Ada", "soon"),
    ]
    language = templates.TemplateLanguage("en_US")
    sent = run(provider, lambda s: s.client.send_template(RECIPIENT, "order", language, params))
    assert str(sent.status) == "accepted"


def test_a_code_is_sent(provider):
    params = [
        templates.AuthenticationBody.params(otp="123456"),
        templates.CopyCodeOTPButton.params(otp="123456"),
    ]
    language = templates.TemplateLanguage("en")
    sent = run(provider, lambda s: s.client.send_template(RECIPIENT, "login", language, params))
    assert sent.id.startswith("wamid.")


def test_an_expired_token_raises_its_error(provider):
    with pytest.raises(errors.ExpiredAccessToken) as caught:
        run(provider, hello, token=EXPIRED)
    assert (caught.value.code, caught.value.subcode, caught.value.status_code) == (190, 463, 401)


@pytest.mark.proves("meta", "type template: a template that does not exist is 132001")
def test_a_template_that_does_not_exist_raises_its_error(provider):
    language = templates.TemplateLanguage("de")
    with pytest.raises(errors.TemplateNotExists) as caught:
        run(provider, lambda s: s.client.send_template(RECIPIENT, "order", language))
    assert caught.value.code == 132001
    assert caught.value.details == "template name (order) does not exist in de"


@pytest.mark.proves("meta", "type template: a count that does not match is 132000")
def test_a_wrong_number_of_parameters_raises_its_error(provider):
    language = templates.TemplateLanguage("en")
    with pytest.raises(errors.TemplateParamCountMismatch):
        run(provider, lambda s: s.client.send_template(RECIPIENT, "login", language))


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (130429, errors.RateLimitHit),
        (131056, errors.TooManyMessages),
        (132001, errors.TemplateNotExists),
        (190, errors.ExpiredAccessToken),
    ],
)
def test_a_fault_raises_the_error_of_its_code(provider, code, kind):
    provider.fault(code)
    with pytest.raises(kind) as caught:
        run(provider, hello)
    assert caught.value.code == code
    assert caught.value.fbtrace_id


def test_too_many_to_one_recipient_raise_their_error(provider):
    provider.open_window(RECIPIENT)

    async def many(shop):
        return [await hello(shop) for _ in range(60)]

    with pytest.raises(errors.TooManyMessages):
        run(provider, many)


def test_statuses_are_validated_and_read(provider):
    provider.open_window(RECIPIENT)

    async def whole(shop):
        sent = await hello(shop, tracker="order-7")
        for headers, body in await asyncio.to_thread(provider.pushes, 2):
            assert await shop.receive(headers, body) == 200
        return sent, shop.seen

    sent, seen = run(provider, whole)
    assert {str(one.status) for one in seen} == {"sent", "delivered"}
    assert {one.id for one in seen} == {sent.id}
    assert {one.tracker for one in seen} == {"order-7"}
    assert all(one.pricing is not None for one in seen)


def test_a_failure_says_its_error(provider):
    async def whole(shop):
        await hello(shop)
        for headers, body in await asyncio.to_thread(provider.pushes, 1):
            await shop.receive(headers, body)
        return shop.seen

    (failed,) = run(provider, whole)
    assert isinstance(failed.error, errors.ReEngagementMessage)
    assert failed.error.code == 131047


def test_a_customers_text_is_read(provider):
    async def whole(shop):
        await asyncio.to_thread(provider.say, RECIPIENT, "Olá 😀 / bye")
        for headers, body in await asyncio.to_thread(provider.pushes, 1):
            assert await shop.receive(headers, body) == 200
        return shop.seen

    (said,) = run(provider, whole)
    assert (said.text, said.from_user.wa_id) == ("Olá 😀 / bye", RECIPIENT)


def test_a_customers_preference_is_read(provider):
    async def whole(shop):
        await asyncio.to_thread(provider.prefer, RECIPIENT, "stop")
        for headers, body in await asyncio.to_thread(provider.pushes, 1):
            assert await shop.receive(headers, body) == 200
        return shop.seen

    (said,) = run(provider, whole)
    assert (str(said.value), said.from_user.wa_id) == ("stop", RECIPIENT)


def test_a_paused_template_is_read(provider):
    async def whole(shop):
        await asyncio.to_thread(provider.pause, "order", "en_US")
        for headers, body in await asyncio.to_thread(provider.pushes, 1):
            assert await shop.receive(headers, body) == 200
        return shop.seen

    (told,) = run(provider, whole)
    assert (str(told.new_status), told.template_name) == ("PAUSED", "order")
    assert (told.template_language, told.other_info.title) == (
        templates.TemplateLanguage("en_US"),
        "FIRST_PAUSE",
    )


def test_a_changed_number_is_read(provider):
    async def whole(shop):
        await asyncio.to_thread(provider.move, RECIPIENT, "447700900123")
        for headers, body in await asyncio.to_thread(provider.pushes, 1):
            assert await shop.receive(headers, body) == 200
        return shop.seen

    (told,) = run(provider, whole)
    assert (told.old_wa_id, told.new_wa_id) == (RECIPIENT, "447700900123")
    assert told.new_user_id.startswith("GB.")


def test_a_message_is_marked_as_read(provider):
    async def whole(shop):
        await asyncio.to_thread(provider.say, RECIPIENT, "Hi")
        for headers, body in await asyncio.to_thread(provider.pushes, 1):
            await shop.receive(headers, body)
        return await shop.seen[0].mark_as_read()

    assert run(provider, whole)


def test_a_webhook_with_another_secret_is_not_taken(provider):
    async def whole(shop):
        await asyncio.to_thread(provider.say, RECIPIENT, "Hi")
        ((_, body),) = await asyncio.to_thread(provider.pushes, 1)
        forged = "sha256=" + hmac.new(b"other", body, "sha256").hexdigest()
        return await shop.receive({SIGNATURE: forged}, body), shop.seen

    assert run(provider, whole) == (403, [])


def test_the_number_is_read(served):
    number = run(served, lambda s: s.client.get_business_phone_number())
    assert (number.id, number.display_phone_number) == (served.phone, "+1 555-010-0001")
    assert str(number.quality_rating) == "GREEN"


def test_the_account_is_read(served):
    assert run(served, lambda s: s.client.get_business_account()).id == served.account


def test_the_numbers_are_listed(served):
    async def ids(shop):
        return [number.id for number in await shop.client.get_business_phone_numbers()]

    assert run(served, ids) == [served.phone]


def test_the_templates_are_listed_with_their_components(served):
    async def listed(shop):
        return {one.name: one for one in await shop.client.get_templates()}

    found = run(served, listed)
    assert found.keys() == {"order", "login", "named"}
    assert [type(part).__name__ for part in found["order"].components] == [
        "HeaderText",
        "BodyText",
        "FooterText",
        "Buttons",
    ]


def test_the_callback_is_overridden_after_a_handshake(served):
    url = f"{served.url}?v=2"

    async def override(shop):
        done = await shop.client.override_waba_callback_url(url, "V")
        number = await shop.client.get_business_phone_number()
        return done, number.webhook_configuration

    done, configuration = run(served, override)
    assert done
    assert configuration["application"] == url


def test_a_callback_that_cannot_be_reached_is_refused(served):
    with pytest.raises(errors.WhatsAppError) as caught:
        run(served, lambda s: s.client.override_phone_callback_url("http://127.0.0.1:1/x", "V"))
    assert caught.value.code == 2200


def test_an_id_of_nobody_raises_code_100(served):
    with pytest.raises(errors.WhatsAppError) as caught:
        run(served, lambda s: s.client.get_business_phone_number(phone_id="999999999999999"))
    assert (caught.value.code, caught.value.subcode) == (100, 33)
