"""Learner tokens: signed, short-lived, each opens one attempt and nothing else."""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime, timedelta
from math import ceil
from uuid import UUID

from service.keys.secret import Secret

PREFIX = "learner"
_SIGNATURE = 32


def issue(secret: Secret, attempt: UUID, now: datetime, seconds: int) -> str:
    """A token that opens `attempt` for `seconds` from now, and for what is left of the second in which these end."""
    payload = attempt.bytes + ceil((now + timedelta(seconds=seconds)).timestamp()).to_bytes(8, "big")
    return f"{PREFIX}.{urlsafe_b64encode(payload + _sign(secret, payload)).decode().rstrip('=')}"


def opens(secret: Secret, token: str, now: datetime) -> UUID | None:
    """The attempt it opens; None if it is not ours or no longer valid."""
    try:
        packed = urlsafe_b64decode(f"{token.removeprefix(PREFIX + '.')}==".encode("ascii"))
    except ValueError:
        return None
    payload, signature = packed[:24], packed[24:]
    if len(signature) != _SIGNATURE or not hmac.compare_digest(signature, _sign(secret, payload)):
        return None
    expires = int.from_bytes(payload[16:], "big")
    return UUID(bytes=payload[:16]) if now.timestamp() < expires else None


def _sign(secret: Secret, payload: bytes) -> bytes:
    return secret.digest("learner-token", payload.hex())
