"""The shapes everyone agrees on: pydantic models, and no logic beyond validation."""
