"""Sign-in, accounts, keys and the audit log as they are sent."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from api.identity.actor import Role
from api.schemas.shapes import Shape
from api.schemas.times import Instant, Moment

_GIVEN = ConfigDict(strict=True, extra="forbid")
_PASSWORD = "the harbour is blue today"  # noqa: S105 - an example
_SHOWN = ConfigDict(strict=True, from_attributes=True)

Name = Annotated[
    str,
    Field(min_length=1, max_length=200),
    Shape(
        r"[^\s\x00-\x1f]([^\x00-\x1f]*[^\s\x00-\x1f])?",
        "a name neither begins nor ends with a space and stands in one line; take out what is too much",
    ),
]
Id = Annotated[str, Field(min_length=1, max_length=200)]
Territories = Annotated[
    list[Id], Field(max_length=100, description="Whose data a dispatcher or planner sees; none: all.")
]
Password = Annotated[SecretStr, Field(max_length=1000, description="At least 12 characters.")]
Token = Annotated[str, Field(min_length=1, max_length=500)]


def _with_example(**example: Any) -> ConfigDict:
    return ConfigDict(**_GIVEN, json_schema_extra={"examples": [example]})


class TokenAnswer(BaseModel):
    """The tokens of a session, as OAuth 2 names them."""

    model_config = _SHOWN
    access_token: str = Field(description="Send it as `Authorization: Bearer …`.")
    token_type: Literal["bearer"] = "bearer"  # noqa: S105 - a name, no secret
    expires_in: int = Field(description="Seconds until the access token ends.", examples=[1800])
    refresh_token: str = Field(description="Gives new tokens, once.")


class PasswordChange(BaseModel):
    """The password that is known, and the one that shall be."""

    model_config = _with_example(current=_PASSWORD, new="and green tomorrow morning")
    current: Password
    new: Password


class Setup(BaseModel):
    """What a one-time link is used with."""

    model_config = _with_example(token="what-stands-behind-the-hash", password=_PASSWORD)  # noqa: S106 - an example
    token: Token = Field(description="What stands behind the # of the link.")
    password: Password
    name: Name | None = Field(None, description="What to sign in under; for the first administrator.", examples=["lin"])
    full_name: Name | None = Field(None, examples=["Lin Wei"])


class AccountGiven(BaseModel):
    """An account as it shall be."""

    model_config = _with_example(name="wang", full_name="Wang Lei", role="engineer", engineer_id="wang")
    name: Name = Field(description="What is typed at sign-in.", examples=["wang"])
    full_name: Name = Field(examples=["Wang Lei"])
    role: Role = Field(examples=["dispatcher"])
    territories: Territories = []
    engineer_id: Id | None = Field(None, description="Whose routes the role engineer sees.")
    customer_id: Id | None = Field(None, description="Whose tickets the role customer sees.")
    active: bool = Field(True, description="Who is not active cannot sign in.")


class AccountShown(BaseModel):
    """An account as it is."""

    model_config = _SHOWN
    id: str
    name: str
    full_name: str
    role: str
    territories: list[str]
    engineer_id: str | None
    customer_id: str | None
    active: bool
    created_at: Instant
    revision: int


class Invitation(BaseModel):
    """A one-time link for an account; it is shown once."""

    model_config = _SHOWN
    account: AccountShown
    link: str = Field(description="Open it in a browser to set the password.")
    token: str
    expires_at: Instant


class AccountPage(BaseModel):
    """Some of the accounts."""

    model_config = _SHOWN
    items: list[AccountShown]
    next: str | None = Field(description="Send it as `after` for the next page.")


class KeyGiven(BaseModel):
    """A key as it shall be."""

    model_config = _with_example(name="ERP interface", role="dispatcher", territories=["qingdao"])
    name: Name = Field(examples=["ERP interface"])
    role: Role = Field(examples=["dispatcher"])
    territories: Territories = []
    engineer_id: Id | None = None
    customer_id: Id | None = None
    expires_at: Moment | None = Field(None, examples=["2099-12-31T00:00:00Z"])


class KeyShown(BaseModel):
    """A key without what it is shown by."""

    model_config = _SHOWN
    id: str
    name: str
    role: str
    territories: list[str]
    engineer_id: str | None
    customer_id: str | None
    created_at: Instant
    created_by: str
    expires_at: Instant | None
    revoked_at: Instant | None


class KeyMade(BaseModel):
    """A new key; it is shown once."""

    model_config = _SHOWN
    key: str = Field(description="Send it as `X-API-Key`. It cannot be shown again.")
    about: KeyShown


class KeyPage(BaseModel):
    """Some of the keys."""

    model_config = _SHOWN
    items: list[KeyShown]
    next: str | None = Field(description="Send it as `after` for the next page.")


class AuditShown(BaseModel):
    """One change of one row."""

    model_config = _SHOWN
    id: int
    at: Instant
    actor: str = Field(examples=["account:…", "key:…"])
    request_id: str | None
    action: str = Field(examples=["update"])
    subject: str = Field(description="The table.", examples=["tickets"])
    subject_id: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None


class AuditPage(BaseModel):
    """Some of the audit log, the newest first."""

    model_config = _SHOWN
    items: list[AuditShown]
    next: str | None = Field(description="Send it as `after` for the next page.")
