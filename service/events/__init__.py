"""Events: what others may want to know."""
