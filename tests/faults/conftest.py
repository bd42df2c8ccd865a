"""Services in this process, as in the tests of the service."""

from tests.service.conftest import api, both, hands, serve

__all__ = ["api", "both", "hands", "serve"]
