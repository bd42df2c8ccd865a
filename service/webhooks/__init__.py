"""Webhooks: events are sent to other services, signed, until they are received."""
