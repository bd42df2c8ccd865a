"""The server's secret, and what is derived from it."""

from __future__ import annotations

import hashlib
import hmac
import secrets

from sqlmodel import Session

from service.config import Settings
from service.keys.models import ServerSecret


class Secret:
    """Keyed digests, one independent key for each purpose."""

    def __init__(self, value: str) -> None:
        self._value = value.encode()
        self._keys: dict[str, bytes] = {}

    def digest(self, purpose: str, *words: str | int) -> bytes:
        """HMAC-SHA256 of the words, told apart whatever they contain."""
        key = self._keys.get(purpose)
        if key is None:
            key = self._keys[purpose] = hmac.digest(self._value, purpose.encode(), hashlib.sha256)
        message = b"".join(len(each).to_bytes(8, "big") + each for each in (str(word).encode() for word in words))
        return hmac.digest(key, message, hashlib.sha256)


def load(session: Session, settings: Settings) -> Secret:
    """The secret of the settings, else the one in the database, made if it is not there: give a writing session."""
    if settings.secret is not None:
        return Secret(settings.secret.get_secret_value())
    row = session.get(ServerSecret, 1)
    if row is None:
        row = ServerSecret(id=1, value=secrets.token_hex(32))
        session.add(row)
    return Secret(row.value)
