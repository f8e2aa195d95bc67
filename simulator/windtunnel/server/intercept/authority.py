"""The local authority: made on first use, kept in a folder that only its owner can read."""

import contextlib
import datetime as dt
import fcntl
import hashlib
import os
import shutil
import ssl
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import certifi
from cryptography import x509
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from windtunnel.domain.errors import ConfigError
from windtunnel.server.intercept import certificates
from windtunnel.server.intercept.certificates import Key

CERTIFICATE = "authority.pem"
KEY = "authority.key"
BUNDLE = "bundle.pem"
TRUST_STORE = "truststore.p12"
TRUST_STORE_PASSWORD = "windtunnel"  # noqa: S105 - it guards public certificates alone
LOCK = ".lock"
PHP_SETTINGS = "php/windtunnel.ini"
RENEW_DAYS = certificates.LEAF_DAYS + 10
"""An authority that ends sooner is made anew: no leaf may outlive it."""

PRIVATE = 0o600


@dataclass(frozen=True, kw_only=True, slots=True)
class Authority:
    """What clients need to trust us, as files in one folder, and the hosts that it is good for."""

    folder: Path
    hosts: tuple[str, ...]

    @property
    def certificate(self) -> Path:
        """The authority's certificate alone (PEM): for clients that add to what they trust."""
        return self.folder / CERTIFICATE

    @property
    def bundle(self) -> Path:
        """The authority beside the usual roots (PEM): for clients that trust one file alone."""
        return self.folder / BUNDLE

    @property
    def trust_store(self) -> Path:
        """The same as PKCS12 with the password `TRUST_STORE_PASSWORD`: for a JVM."""
        return self.folder / TRUST_STORE

    @property
    def php_settings(self) -> Path:
        """A folder with an .ini file that makes PHP read the bundle."""
        return (self.folder / PHP_SETTINGS).parent

    def context(self) -> ssl.SSLContext:
        """Return a server's context with a new leaf for every host; HTTP/1.1 is all it offers."""
        key = certificates.new_key()
        leaf = certificates.leaf_of(key, self.hosts, self._load(), self._load_key())
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.set_alpn_protocols(["http/1.1"])
        with tempfile.TemporaryDirectory(dir=self.folder) as folder:
            chain = Path(folder) / "leaf.pem"
            _write(chain, certificates.key_pem(key) + certificates.pem(leaf))
            context.load_cert_chain(chain)
        return context

    def is_good(self, now: dt.datetime) -> bool:
        """Say whether it is whole, and stays valid for as long as a leaf of it."""
        named = (CERTIFICATE, KEY, BUNDLE, TRUST_STORE, PHP_SETTINGS)
        if not all((self.folder / name).is_file() for name in named):
            return False
        return self._load().not_valid_after_utc - now > dt.timedelta(days=RENEW_DAYS)

    def _load(self) -> x509.Certificate:
        try:
            return x509.load_pem_x509_certificate(self.certificate.read_bytes())
        except ValueError as error:
            raise _spoiled(self.certificate) from error

    def _load_key(self) -> Key:
        path = self.folder / KEY
        mode = path.stat().st_mode & 0o777
        if mode != PRIVATE:
            raise ConfigError(
                f"{path} has file mode {mode:o}, so others could read the authority's key; "
                f"remove {self.folder}, and a new one is made"
            )
        try:
            key = load_pem_private_key(path.read_bytes(), None)
        except ValueError as error:
            raise _spoiled(path) from error
        if not isinstance(key, Key):
            raise _spoiled(path)
        return key


def open_authority(folder: Path, hosts: Sequence[str]) -> Authority:
    """Return the authority for these hosts, made now where there is none that is good.

    Each set of hosts has its own: an authority speaks for no host that nobody asked for.

    Raises:
        ConfigError: the folder cannot be written, or holds what is no authority.
    """
    wanted = tuple(sorted(hosts))
    name = hashlib.sha256("\n".join(wanted).encode()).hexdigest()[:12]
    found = Authority(folder=folder.resolve() / name, hosts=wanted)
    if found.is_good(dt.datetime.now(dt.UTC)):
        return found
    try:
        _make(found)
    except OSError as error:
        raise ConfigError(
            f"the authority's folder {folder} cannot be written: {error.strerror}; "
            "name another with WINDTUNNEL_AUTHORITY"
        ) from error
    return found


def default_folder(environ: Mapping[str, str] = os.environ) -> Path:
    """Return where authorities are kept unless a setting says so: the user's state folder."""
    state = environ.get("XDG_STATE_HOME") or Path.home() / ".local/state"
    return Path(state) / "windtunnel/authority"


def _make(authority: Authority) -> None:
    """Make one beside its place and move it there whole; who comes second takes the first's."""
    parent = authority.folder.parent
    parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with _alone_in(parent):
        if authority.is_good(dt.datetime.now(dt.UTC)):
            return
        new = Path(tempfile.mkdtemp(prefix=".new-", dir=parent))
        old = new.with_name(f".old-{new.name.removeprefix('.new-')}")
        try:
            _fill(new, authority)
            if authority.folder.exists():
                authority.folder.rename(old)
            new.rename(authority.folder)
        finally:
            for rest in (new, old):
                shutil.rmtree(rest, ignore_errors=True)


@contextlib.contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """Keep other processes that would make one here waiting; a lock ends with its process."""
    with (folder / LOCK).open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _fill(folder: Path, authority: Authority) -> None:
    """Write every file of an authority; `authority` says for whom, and where it will lie."""
    key = certificates.new_key()
    certificate = certificates.authority_of(key, authority.hosts)
    usual = Path(certifi.where()).read_bytes()
    trusted = [certificate, *certificates.parsed(usual)]
    store = certificates.java_trust_store(trusted, TRUST_STORE_PASSWORD)
    settings = f'curl.cainfo = "{authority.bundle}"\nopenssl.cafile = "{authority.bundle}"\n'
    _write(folder / KEY, certificates.key_pem(key))
    _write(folder / CERTIFICATE, certificates.pem(certificate))
    _write(folder / BUNDLE, certificates.pem(certificate) + usual)
    _write(folder / TRUST_STORE, store)
    (folder / PHP_SETTINGS).parent.mkdir()
    _write(folder / PHP_SETTINGS, settings.encode())


def _write(path: Path, data: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE)
    with open(handle, "wb") as file:  # noqa: PTH123 - a handle, which no Path can be
        file.write(data)


def _spoiled(path: Path) -> ConfigError:
    return ConfigError(f"{path} cannot be read; remove {path.parent}, and a new one is made")
