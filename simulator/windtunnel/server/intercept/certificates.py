"""The certificates themselves: an authority that may speak for a few hosts, and their leaf.

The authority carries name constraints (RFC 5280 §4.2.1.10), so that even with its key nobody could
pose as another host; OpenSSL, Go, the JVM and Node check them. Addresses are a form of name of
their own, which a constraint on host names does not touch: all of them are excluded.
"""

import contextlib
import datetime as dt
import ipaddress
import warnings
from collections.abc import Iterable, Sequence

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from cryptography.utils import CryptographyDeprecationWarning
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

AUTHORITY_DAYS = 730
LEAF_DAYS = 90
"""A leaf is made at each start and kept nowhere."""

CLOCK_SKEW = dt.timedelta(days=1)

Key = ec.EllipticCurvePrivateKey


def new_key() -> Key:
    """Return a new P-256 key, which every TLS client in use understands."""
    return ec.generate_private_key(ec.SECP256R1())


def authority_of(key: Key, hosts: Sequence[str]) -> x509.Certificate:
    """Return the authority's own certificate: it may speak for these hosts and no others."""
    name = _name("Windtunnel, this machine only")
    permitted = [x509.DNSName(host) for host in hosts]
    excluded = [x509.IPAddress(ipaddress.ip_network(every)) for every in ("0.0.0.0/0", "::/0")]
    return (
        _begin(name, name, key.public_key(), AUTHORITY_DAYS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .add_extension(x509.NameConstraints(permitted, excluded), critical=True)
        .sign(key, hashes.SHA256())
    )


def leaf_of(
    key: Key, hosts: Sequence[str], authority: x509.Certificate, authority_key: Key
) -> x509.Certificate:
    """Return the one server certificate, good for every host of these."""
    names = x509.SubjectAlternativeName([x509.DNSName(host) for host in hosts])
    signer = x509.AuthorityKeyIdentifier.from_issuer_public_key(authority_key.public_key())
    server = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH])
    return (
        _begin(_name(hosts[0]), authority.subject, key.public_key(), LEAF_DAYS)
        .add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(server, critical=False)
        .add_extension(signer, critical=False)
        .sign(authority_key, hashes.SHA256())
    )


def pem(certificate: x509.Certificate) -> bytes:
    """Return a certificate as PEM."""
    return certificate.public_bytes(serialization.Encoding.PEM)


def key_pem(key: Key) -> bytes:
    """Return a private key as PEM."""
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def parsed(bundle: bytes) -> list[x509.Certificate]:
    """Return the certificates of a PEM bundle, without those that the library deems malformed.

    Old roots are among these (a serial number that is not positive); later releases refuse them.
    """
    end = b"-----END CERTIFICATE-----"
    found = []
    with warnings.catch_warnings():
        warnings.simplefilter("error", CryptographyDeprecationWarning)
        for block in bundle.split(end)[:-1]:
            with contextlib.suppress(ValueError, CryptographyDeprecationWarning):
                found.append(x509.load_pem_x509_certificate(block + end))
    return found


def java_trust_store(certificates: Iterable[x509.Certificate], password: str) -> bytes:
    """Return a PKCS12 trust store that a JVM reads.

    The JVM wants a password and marks each trusted entry with an attribute of its own: a store
    without either holds, to it, no trusted certificate at all.
    """
    entries = [
        pkcs12.PKCS12Certificate(each, f"trusted-{index}".encode())
        for index, each in enumerate(certificates)
    ]
    return pkcs12.serialize_java_truststore(entries, BestAvailableEncryption(password.encode()))


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _begin(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, days: int
) -> x509.CertificateBuilder:
    now = dt.datetime.now(dt.UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - CLOCK_SKEW)
        .not_valid_after(now + dt.timedelta(days=days))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )
