"""Errors in the form in which Stripe's API reports them (https://docs.stripe.com/api/errors)."""

from typing import Any


class ApiError(Exception):
    """An answer other than 200. `stored` says whether an idempotency key remembers it."""

    def __init__(
        self,
        status: int,
        message: str,
        *,
        kind: str = "invalid_request_error",
        code: str | None = None,
        param: str | None = None,
        stored: bool = True,
    ):
        super().__init__(message)
        self.status = status
        self.message = message
        self.kind = kind
        self.code = code
        self.param = param
        self.stored = stored

    def body(self) -> dict[str, Any]:
        error = {"type": self.kind, "message": self.message}
        if self.code:
            error["code"] = self.code
            error["doc_url"] = f"https://docs.stripe.com/error-codes/{self.code.replace('_', '-')}"
        if self.param:
            error["param"] = self.param
        return {"error": error}


class InvalidParameter(ApiError):
    """Parameters that no endpoint saw: Stripe remembers no answer for their idempotency key."""

    def __init__(self, message: str, *, code: str | None = None, param: str | None = None):
        super().__init__(400, message, code=code, param=param, stored=False)


def no_such(name: str, object_id: str, *, param: str = "id") -> ApiError:
    return ApiError(404, f"No such {name}: '{object_id}'", code="resource_missing", param=param)


def not_in_the_sandbox(what: str, *, param: str | None = None) -> ApiError:
    """Stripe can do it, the sandbox cannot: better a loud refusal than a silent difference."""
    return InvalidParameter(
        f"The payment sandbox does not support {what}.", code="sandbox_unsupported", param=param
    )
