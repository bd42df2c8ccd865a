"""API keys and learner tokens: who may do what."""
