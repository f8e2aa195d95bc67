"""The environment that leads an unchanged client to us, for every runtime at once.

Each variable says for whom it is. What was found out about the runtimes (November 2026): Node 20's
fetch reads no HTTPS_PROXY, so it needs the preload; Python's requests reads REQUESTS_CA_BUNDLE but
not SSL_CERT_FILE; the JVM reads no environment but JAVA_TOOL_OPTIONS, and a trust store only with
a password.
"""

import os
from pathlib import Path

from windtunnel.server.intercept.authority import TRUST_STORE_PASSWORD, Authority

PRELOAD = Path(__file__).parent / "preload"
NODE_PRELOAD = PRELOAD / "node.cjs"
PYTHON_PRELOAD = PRELOAD / "python"
DIRECT = "localhost,127.0.0.1,::1"
"""What goes past the proxy. An inherited NO_PROXY=* would send everything past it."""


def variables(authority: Authority, host: str, port: int) -> dict[str, str]:
    """Return the variables to set at a client's start; see `windtunnel.runtime.variables.on_top`.

    Args:
        authority: whose certificate the clients shall trust.
        host: the address at which the door is bound.
        port: its port.
    """
    bracketed = f"[{host}]" if ":" in host else host
    proxy = f"http://{bracketed}:{port}"
    bundle = str(authority.bundle)
    return {
        "WINDTUNNEL_INTERCEPT": f"{bracketed}:{port}",
        "WINDTUNNEL_INTERCEPT_HOSTS": ",".join(authority.hosts),
        "HTTPS_PROXY": proxy,
        "https_proxy": proxy,
        "NO_PROXY": DIRECT,
        "no_proxy": DIRECT,
        "SSL_CERT_FILE": bundle,
        "REQUESTS_CA_BUNDLE": bundle,
        "CURL_CA_BUNDLE": bundle,
        "NODE_EXTRA_CA_CERTS": str(authority.certificate),
        "NODE_OPTIONS": f"--require {_for_node(NODE_PRELOAD)}",
        "PYTHONPATH": str(PYTHON_PRELOAD),
        "JAVA_TOOL_OPTIONS": " ".join(_jvm(authority, host, port)),
        "PHP_INI_SCAN_DIR": f"{os.pathsep}{authority.php_settings}",
    }


def _jvm(authority: Authority, host: str, port: int) -> list[str]:
    properties = {
        "https.proxyHost": host,
        "https.proxyPort": str(port),
        "http.nonProxyHosts": "localhost|127.*|[::1]",
        "javax.net.ssl.trustStore": str(authority.trust_store),
        "javax.net.ssl.trustStoreType": "PKCS12",
        "javax.net.ssl.trustStorePassword": TRUST_STORE_PASSWORD,
    }
    return [_for_jvm(f"-D{name}={value}") for name, value in properties.items()]


def _for_jvm(word: str) -> str:
    """Quote a word where the JVM would see more in it; it knows no escape."""
    if not any(each in word for each in " '\""):
        return word
    mark = "'" if '"' in word else '"'
    return f"{mark}{word}{mark}"


def _for_node(path: Path) -> str:
    """Quote a path where Node would see more in it."""
    text = str(path)
    if " " not in text and '"' not in text:
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
