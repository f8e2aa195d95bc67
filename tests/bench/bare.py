"""The yardstick: a bare ASGI app that reads a body and answers 300 bytes of JSON."""

ANSWER = b'{"messaging_product":"whatsapp","pad":"' + b"x" * 259 + b'"}'
HEADERS = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(ANSWER))]


async def app(scope, receive, send):
    """Answer every request alike."""
    if scope["type"] != "http":
        return
    while (await receive()).get("more_body"):
        pass
    await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
    await send({"type": "http.response.body", "body": ANSWER})
