"""Responses that never change: exercises of a recipe, figures."""

from __future__ import annotations

from hashlib import sha256

from fastapi import Response

from service.etags import quoted, unchanged

JSON, SVG, PNG, CSV = "application/json", "image/svg+xml", "image/png", "text/csv"
FOREVER = "private, max-age=31536000, immutable"
"""A recipe names one exercise for ever, and an attempt's items are frozen. Private, for a key is needed to see them."""
SVG_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
"""A picture may style itself and do nothing else, even when it is opened as a page."""


def lasting(body: str | bytes, media_type: str, if_none_match: str | None) -> Response:
    """The body with an ETag made from it, or 304 if that is what the client has."""
    body = body.encode() if isinstance(body, str) else body
    headers = {"ETag": quoted(sha256(body).hexdigest()[:32]), "Cache-Control": FOREVER}
    if unchanged(if_none_match, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    if media_type == SVG:
        headers["Content-Security-Policy"] = SVG_POLICY
    return Response(body, media_type=media_type, headers=headers)
