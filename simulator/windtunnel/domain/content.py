"""One digest per content, so that what was meant and what arrived can be compared."""

from collections.abc import Sequence
from hashlib import blake2b


def _sha(*parts: str) -> str:
    return blake2b("\x1f".join(parts).encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def text_sha(body: str) -> str:
    """Return the digest of a free-form text."""
    return _sha("text", body)


def template_sha(
    name: str,
    *,
    header: Sequence[str] = (),
    body: Sequence[str] = (),
    buttons: Sequence[str] = (),
) -> str:
    """Return the digest of a filled template, the same in all its languages.

    The language stands beside it in the facts: a translation is another language, and whether
    that one was right is a question of its own.

    Args:
        name: the template's name.
        header: parameter texts in order; a named one is written "name=text", sorted by name.
        body: likewise.
        buttons: button parameter texts in order of button index.
    """
    groups = ("\x1e".join(header), "\x1e".join(body), "\x1e".join(buttons))
    return _sha("template", name, *groups)


def other_sha(raw: bytes) -> str:
    """Return the digest of a content that has no finer form (also of one that cannot be read)."""
    return blake2b(raw, digest_size=8).hexdigest()
