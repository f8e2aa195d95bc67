"""The library of templates that the shipped flows send."""

from windtunnel.domain.worldspec import ButtonSpec, TemplateSpec

_OTP_BUTTON = (ButtonSpec(kind="otp", text="Copy code"),)

LANGUAGE_OF: dict[str, str] = {
    "BR": "pt_BR",
    "DE": "de",
    "ES": "es",
    "MX": "es",
    "AR": "es",
    "CO": "es",
    "IN": "hi",
}
"""The template language by country; every other country reads English."""

_ORDER = {
    "en": "Hello {{1}}, your order {{2}} is confirmed. The total is {{3}}. Thank you.",
    "pt_BR": "Olá {{1}}, o seu pedido {{2}} foi confirmado. O total é {{3}}. Obrigado.",
    "es": "Hola {{1}}, tu pedido {{2}} está confirmado. El total es {{3}}. Gracias.",
    "de": "Hallo {{1}}, Ihre Bestellung {{2}} ist bestätigt. Die Summe ist {{3}}. Danke.",
    "hi": "नमस्ते {{1}}, आपका ऑर्डर {{2}} पक्का हो गया है। कुल राशि {{3}} है। धन्यवाद।",
}
_CODE = {
    "en": "{{1}} is your verification code.",
    "pt_BR": "Seu código de verificação é {{1}}.",
    "es": "Tu código de verificación es {{1}}.",
    "de": "{{1}} ist Ihr Bestätigungscode.",
    "hi": "{{1}} आपका सत्यापन कोड है।",
}
_SALE = {
    "en": "Hello {{1}}, our spring sale has begun. Your code is {{2}}.",
    "pt_BR": "Olá {{1}}, a nossa liquidação de primavera começou. O seu código é {{2}}.",
    "es": "Hola {{1}}, nuestras rebajas de primavera han empezado. Tu código es {{2}}.",
    "de": "Hallo {{1}}, unser Frühlingsverkauf hat begonnen. Ihr Code ist {{2}}.",
    "hi": "नमस्ते {{1}}, हमारी वसंत सेल शुरू हो गई है। आपका कोड {{2}} है।",
}

LIBRARY: tuple[TemplateSpec, ...] = (
    *(
        TemplateSpec(name="order_confirmed", lang=lang, category="utility", body=body)
        for lang, body in sorted(_ORDER.items())
    ),
    *(
        TemplateSpec(
            name="login_code",
            lang=lang,
            category="authentication",
            body=body,
            buttons=_OTP_BUTTON,
        )
        for lang, body in sorted(_CODE.items())
    ),
    *(
        TemplateSpec(name="spring_sale", lang=lang, category="marketing", body=body)
        for lang, body in sorted(_SALE.items())
    ),
)
"""Every shipped template in every language."""


def library(names: tuple[str, ...] = ()) -> tuple[TemplateSpec, ...]:
    """Return the templates of these names in all languages; no names means all."""
    return tuple(spec for spec in LIBRARY if not names or spec.name in names)


def language_of(country: str) -> str:
    """Return the language in which a country's customers are written to."""
    return LANGUAGE_OF.get(country, "en")
