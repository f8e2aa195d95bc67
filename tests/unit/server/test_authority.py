"""The authority: made once, private, for a few hosts, and renewed before it ends."""

import contextlib
import datetime as dt
import ipaddress
import ssl
import stat
import threading

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import load_pem_private_key, pkcs12

from windtunnel.domain.errors import ConfigError
from windtunnel.server.intercept import authority as module
from windtunnel.server.intercept import certificates
from windtunnel.server.intercept.authority import (
    TRUST_STORE_PASSWORD,
    default_folder,
    open_authority,
)

LOOPBACK = ipaddress.ip_address("127.0.0.1")
HOSTS = ("graph.facebook.com", "lookaside.fbsbx.com")


@pytest.fixture
def made(tmp_path):
    return open_authority(tmp_path / "ca", HOSTS)


def certificate(authority):
    return x509.load_pem_x509_certificate(authority.certificate.read_bytes())


def test_it_is_made_on_first_use_and_kept(made, tmp_path):
    before = certificate(made)
    again = open_authority(tmp_path / "ca", reversed(HOSTS))
    assert certificate(again) == before


def test_other_hosts_have_another_authority(made, tmp_path):
    other = open_authority(tmp_path / "ca", ("api.example",))
    assert other.folder != made.folder
    assert certificate(other) != certificate(made)


def test_one_of_fewer_hosts_is_left_alone_and_one_for_all_is_made_beside_it(made, tmp_path):
    """A folder from before a provider was there speaks for it from the next start on."""
    before = certificate(made)
    every = open_authority(tmp_path / "ca", (*HOSTS, "api.ultramsg.com"))
    found = certificate(every).extensions.get_extension_for_class(x509.NameConstraints)
    assert "api.ultramsg.com" in {name.value for name in found.value.permitted_subtrees}
    assert every.bundle.read_bytes() != made.bundle.read_bytes()
    assert certificate(open_authority(tmp_path / "ca", HOSTS)) == before


def test_it_may_speak_for_its_hosts_alone(made):
    found = certificate(made).extensions.get_extension_for_class(x509.NameConstraints)
    assert found.critical
    assert {name.value for name in found.value.permitted_subtrees} == set(HOSTS)


def test_an_address_is_no_way_round_its_hosts(made):
    """A constraint on names alone says nothing of addresses (RFC 5280, 4.2.1.10)."""
    key = certificates.new_key()
    signer = load_pem_private_key((made.folder / "authority.key").read_bytes(), None)
    leaf = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([]))
        .issuer_name(certificate(made).subject)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(dt.datetime.now(dt.UTC) - dt.timedelta(days=1))
        .not_valid_after(dt.datetime.now(dt.UTC) + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(LOOPBACK)]), critical=True)
        .sign(signer, hashes.SHA256())
    )
    with pytest.raises(ssl.SSLCertVerificationError, match="excluded subtree"):
        shake_hands(made, leaf, key)


def shake_hands(authority, leaf, key):
    """Let a client that trusts the authority meet a server with this leaf, at an address."""
    chain = authority.folder / "chain.pem"
    chain.write_bytes(certificates.key_pem(key) + certificates.pem(leaf))
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(chain)
    client = ssl.create_default_context(cafile=str(authority.certificate))
    ours, theirs = (ssl.MemoryBIO(), ssl.MemoryBIO())
    sides = (
        client.wrap_bio(ours, theirs, server_hostname=str(LOOPBACK)),
        server.wrap_bio(theirs, ours, server_side=True),
    )
    for _ in range(4):
        for side in sides:
            with contextlib.suppress(ssl.SSLWantReadError):
                side.do_handshake()


def test_every_file_is_its_owners_alone(made):
    files = [path for path in made.folder.rglob("*") if path.is_file()]
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}


def test_a_jvm_finds_the_authority_beside_the_usual_roots(made):
    store = made.trust_store.read_bytes()
    found = pkcs12.load_pkcs12(store, TRUST_STORE_PASSWORD.encode())
    trusted = [each.certificate for each in found.additional_certs]
    assert certificate(made) in trusted
    assert len(trusted) > 50


def test_the_bundle_holds_it_and_the_usual_roots(made):
    text = made.bundle.read_text()
    assert text.startswith(made.certificate.read_text())
    assert text.count("BEGIN CERTIFICATE") > 50


def test_of_two_at_once_one_makes_it_and_the_other_waits(tmp_path, monkeypatch):
    fill, seconds, fills = module._fill, [], []

    def fill_while_another_comes(folder, authority):
        fills.append(folder)
        if not seconds:
            seconds.append(threading.Thread(target=open_authority, args=(tmp_path / "ca", HOSTS)))
            seconds[0].start()
            seconds[0].join(0.2)
        fill(folder, authority)

    monkeypatch.setattr(module, "_fill", fill_while_another_comes)
    open_authority(tmp_path / "ca", HOSTS)
    seconds[0].join()
    assert len(fills) == 1


def test_a_context_leaves_no_key_behind(made):
    before = sorted(made.folder.rglob("*"))
    made.context()
    assert sorted(made.folder.rglob("*")) == before


def test_one_that_ends_soon_is_made_anew(made, tmp_path, monkeypatch):
    before = certificate(made)
    monkeypatch.setattr(module, "RENEW_DAYS", 10_000)
    assert not made.is_good(dt.datetime.now(dt.UTC))
    after = open_authority(tmp_path / "ca", HOSTS)
    assert certificate(after) != before
    assert {path.name for path in (tmp_path / "ca").iterdir()} == {".lock", after.folder.name}


def test_one_that_lacks_a_file_is_made_anew(made, tmp_path):
    made.trust_store.unlink()
    assert open_authority(tmp_path / "ca", HOSTS).trust_store.is_file()


def test_a_key_that_others_can_read_is_refused(made):
    (made.folder / "authority.key").chmod(0o644)
    with pytest.raises(ConfigError, match=r"file mode 644.*remove"):
        made.context()


@pytest.mark.parametrize("name", ["authority.key", "authority.pem"])
def test_a_spoiled_file_is_named(made, name):
    (made.folder / name).write_text("no key")
    with pytest.raises(ConfigError, match=rf"{name} cannot be read; remove"):
        made.context()


def test_a_folder_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigError, match="name another with WINDTUNNEL_AUTHORITY"):
        open_authority(tmp_path / "file", HOSTS)


def test_it_lies_in_the_users_state_folder_unless_said(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    assert default_folder({}) == tmp_path / ".local/state/windtunnel/authority"
    assert default_folder({"XDG_STATE_HOME": "/state"}).as_posix().startswith("/state/windtunnel")
