from tests.service.conftest import api, hands, serve, shared

__all__ = ["api", "hands", "serve", "shared"]
