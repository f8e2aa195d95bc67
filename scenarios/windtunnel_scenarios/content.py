"""What an intent's content should be when it arrives: the digest that the judge compares."""

from windtunnel.domain.content import template_sha, text_sha
from windtunnel.domain.sender import Intent


def content_sha_of(intent: Intent) -> str:
    """Return the digest that a platform computes from a faithful send of this intent."""
    if intent.template is None:
        return text_sha(intent.text)
    code = () if intent.code is None else (intent.code,)
    named = tuple(sorted(f"{name}={text}" for name, text in intent.named.items()))
    return template_sha(
        intent.template,
        header=intent.header,
        body=named or intent.body or code,
        buttons=code,
    )
