"""
Request parameters checked against the parameter types that ship with the installed stripe SDK.

The SDK's TypedDicts are generated from Stripe's own OpenAPI description, so what is unknown to
them would earn a 400 from Stripe too. A test may call `validate_params` on what a caller is
about to send, without any server:

    validate_params("checkout.sessions.create", {"mode": "payment", ...})
"""

import functools
import types
import typing
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, Literal, Union

import stripe
from stripe._request_options import RequestOptions

from programs.sandbox.errors import InvalidParameter

PARAMETERS = {
    "checkout.sessions.create": "checkout.SessionCreateParams",
    "checkout.sessions.retrieve": "checkout.SessionRetrieveParams",
    "checkout.sessions.update": "checkout.SessionUpdateParams",
    "checkout.sessions.list": "checkout.SessionListParams",
    "checkout.sessions.expire": "checkout.SessionExpireParams",
    "checkout.sessions.line_items.list": "checkout.SessionLineItemListParams",
    "payment_intents.retrieve": "PaymentIntentRetrieveParams",
    "payment_intents.update": "PaymentIntentUpdateParams",
    "payment_intents.list": "PaymentIntentListParams",
    "charges.retrieve": "ChargeRetrieveParams",
    "charges.update": "ChargeUpdateParams",
    "charges.list": "ChargeListParams",
    "refunds.create": "RefundCreateParams",
    "refunds.retrieve": "RefundRetrieveParams",
    "refunds.update": "RefundUpdateParams",
    "refunds.list": "RefundListParams",
    "disputes.retrieve": "DisputeRetrieveParams",
    "disputes.list": "DisputeListParams",
    "disputes.close": "DisputeCloseParams",
    "events.retrieve": "EventRetrieveParams",
    "events.list": "EventListParams",
    "customers.create": "CustomerCreateParams",
    "customers.retrieve": "CustomerRetrieveParams",
    "customers.update": "CustomerUpdateParams",
    "customers.list": "CustomerListParams",
    "invoices.retrieve": "InvoiceRetrieveParams",
    "invoices.list": "InvoiceListParams",
    "balance_transactions.retrieve": "BalanceTransactionRetrieveParams",
    "balance_transactions.list": "BalanceTransactionListParams",
}
# Options of the SDK's call, never sent as parameters.
CALL_OPTIONS = set(RequestOptions.__annotations__)
# Of a metadata dictionary: https://docs.stripe.com/api/metadata
MOST_METADATA_KEYS, LONGEST_METADATA_KEY, LONGEST_METADATA_VALUE = 50, 40, 500


def validate_params(resource: str, params: dict[str, Any]) -> dict[str, Any]:
    """
    The parameters with their types (integers, booleans, decimals, lists), or InvalidParameter.

    `params` may come from a form (strings) or from Python code (integers, booleans, lists).
    """
    return _typed_dict(parameter_type(resource), params, prefix="")


@functools.cache
def parameter_type(resource: str) -> type:
    found: Any = stripe.params
    for name in PARAMETERS[resource].split("."):
        found = getattr(found, name)
    return found


@functools.cache
def _fields(kind: type) -> dict[str, Any]:
    # RequestOptions names two types that the SDK imports for type checkers only.
    hints = typing.get_type_hints(kind, localns={"StripeContext": Any, "Mapping": Mapping})
    return {name: hint for name, hint in hints.items() if name not in CALL_OPTIONS}


def _typed_dict(kind: Any, values: Any, *, prefix: str) -> dict[str, Any]:
    if not isinstance(values, dict):
        raise InvalidParameter("Invalid object", param=prefix)
    fields = _fields(kind)
    result = {}
    for name, value in values.items():
        path = f"{prefix}[{name}]" if prefix else str(name)
        if name not in fields:
            raise InvalidParameter(
                f"Received unknown parameter: {path}", code="parameter_unknown", param=path
            )
        result[name] = _value(fields[name], value, path=path)
    for name in sorted(kind.__required_keys__ - CALL_OPTIONS):
        if name not in values:
            path = f"{prefix}[{name}]" if prefix else name
            raise InvalidParameter(
                f"Missing required param: {path}.", code="parameter_missing", param=path
            )
    return result


def _value(hint: Any, value: Any, *, path: str) -> Any:
    kinds = _kinds(hint)
    literals = _literals(kinds)
    if value == "" and isinstance(value, str):
        return _empty(literals, path=path)
    scalars = [kind for kind in (bool, int, Decimal, str) if kind in kinds]
    if isinstance(value, dict | list) or (not scalars and not literals):
        return _structured(kinds, value, path=path)
    choices = [literal for literal in literals if literal != ""]
    if choices and int not in scalars:
        return _choice(choices, value, path=path)
    if scalars and scalars[0] is not str:
        return _scalar(scalars[0], value, path=path)
    if not isinstance(value, str):
        raise InvalidParameter(f"Invalid string: {value}", param=path)
    return value


def _kinds(hint: Any) -> list[Any]:
    if typing.get_origin(hint) in (Union, types.UnionType):
        return [kind for part in typing.get_args(hint) for kind in _kinds(part)]
    return [hint]


def _literals(kinds: list[Any]) -> list[str]:
    return [text for kind in kinds if typing.get_origin(kind) is Literal for text in kind.__args__]


def _is_structured(kind: Any) -> bool:
    return _is_typed_dict(kind) or typing.get_origin(kind) in (list, dict) or _is_map(kind)


def _is_typed_dict(kind: Any) -> bool:
    # The SDK's come from typing_extensions, which typing.is_typeddict does not know.
    return hasattr(kind, "__required_keys__")


def _is_map(kind: Any) -> bool:
    origin = typing.get_origin(kind)
    return origin is dict or getattr(origin, "__name__", "") == "UntypedStripeObject"


def _empty(literals: list[str], *, path: str) -> str:
    """An empty value unsets a field, where that is allowed."""
    if "" in literals:
        return ""
    raise InvalidParameter(
        f"You passed an empty string for '{path}'. We assume empty values are an attempt to "
        f"unset a field; however '{path}' cannot be unset. You should remove '{path}' from your "
        "request or supply a non-empty value.",
        code="parameter_invalid_empty",
        param=path,
    )


def _structured(kinds: list[Any], value: Any, *, path: str) -> Any:
    for kind in kinds:
        if isinstance(value, dict) and _is_typed_dict(kind):
            return _typed_dict(kind, value, prefix=path)
        if isinstance(value, dict) and _is_map(kind):
            return _metadata(value, path=path)
        if isinstance(value, list) and typing.get_origin(kind) is list:
            (item_kind,) = typing.get_args(kind)
            return [
                _value(item_kind, item, path=f"{path}[{place}]") for place, item in enumerate(value)
            ]
    wanted = "array" if any(typing.get_origin(kind) is list for kind in kinds) else "object"
    if isinstance(value, dict | list) and not any(_is_structured(kind) for kind in kinds):
        wanted = "string"
    raise InvalidParameter(f"Invalid {wanted}", param=path)


def _metadata(values: dict[str, Any], *, path: str) -> dict[str, str]:
    if len(values) > MOST_METADATA_KEYS:
        raise InvalidParameter(f"Metadata can have up to {MOST_METADATA_KEYS} keys.", param=path)
    # Python callers may pass numbers: the SDK sends them as text.
    texts = {key: str(value) if _is_number(value) else value for key, value in values.items()}
    for key, value in texts.items():
        if not isinstance(value, str):
            raise InvalidParameter("Metadata values must be strings.", param=f"{path}[{key}]")
        if len(key) > LONGEST_METADATA_KEY:
            raise InvalidParameter(
                f"Metadata keys can have up to {LONGEST_METADATA_KEY} characters.",
                param=f"{path}[{key}]",
            )
        if len(value) > LONGEST_METADATA_VALUE:
            raise InvalidParameter(
                f"Metadata values can have up to {LONGEST_METADATA_VALUE} characters, but you "
                f"passed in a value of {len(value)} characters.",
                param=f"{path}[{key}]",
            )
    return texts


def _choice(choices: list[str], value: Any, *, path: str) -> str:
    if value not in choices:
        listed = ", ".join(choices[:-1]) + f", or {choices[-1]}" if choices[1:] else choices[0]
        raise InvalidParameter(f"Invalid {path}: must be one of {listed}", param=path)
    return value


def _scalar(kind: type, value: Any, *, path: str) -> Any:
    if kind is bool and value in (True, False, "true", "false") and not _is_number(value):
        return value in (True, "true")
    if kind is int and _is_number(value):
        return value
    if kind is int and isinstance(value, str) and value.removeprefix("-").isdecimal():
        return int(value)
    if kind is Decimal and not isinstance(value, bool):
        try:
            return str(Decimal(str(value)))
        except InvalidOperation:
            pass
    name = {bool: "boolean", int: "integer", Decimal: "decimal"}[kind]
    code = "parameter_invalid_integer" if kind is int else None
    raise InvalidParameter(f"Invalid {name}: {value}", code=code, param=path)


def _is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
