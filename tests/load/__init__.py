"""The service under load, beside endpoints that do next to nothing: `python -m tests.load`."""
