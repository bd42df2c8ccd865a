from tests.service.conftest import api, hands, serve

__all__ = ["api", "hands", "serve"]
