"""The tables of API keys and of the server's own secret."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlmodel import JSON, Field, SQLModel

from service.columns import Instant


class ApiKey(SQLModel, table=True):
    """`digest` is HMAC-SHA256 of the whole key under the server's secret."""

    __tablename__ = "api_key"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    name: str = Field(max_length=200)
    prefix: str = Field(max_length=80, unique=True)
    digest: str = Field(max_length=64)
    scopes: list[str] = Field(sa_type=JSON)
    created_at: datetime = Field(sa_type=Instant)
    expires_at: datetime | None = Field(default=None, sa_type=Instant)
    last_used_at: datetime | None = Field(default=None, sa_type=Instant)


class ServerSecret(SQLModel, table=True):
    """One row: 256 random bits, as hexadecimal digits."""

    __tablename__ = "server_secret"

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    value: str = Field(max_length=64)
