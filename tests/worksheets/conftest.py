from tests.service.conftest import api, both, hands, serve, shared

__all__ = ["api", "both", "hands", "serve", "shared"]
