"""The bank in other formats: one writer a format, each telling what became of every item. Imports no domain."""
