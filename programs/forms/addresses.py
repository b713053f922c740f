from django import forms
from email_validator import EmailNotValidError, validate_email

MAX_LOCAL_PART = 64  # RFC 5321, 4.5.3.1.1: email-validator lets 65 through


def clean_email_address(address: str) -> str:
    """The address in lower case, or a ValidationError that says what to do. Asks no server."""
    try:
        checked = validate_email(address.strip(), check_deliverability=False)
    except EmailNotValidError:
        raise forms.ValidationError(
            "That address doesn’t look complete. Check it for a typing slip, such as a missing “@”."
        ) from None
    if len(checked.local_part) > MAX_LOCAL_PART:
        raise forms.ValidationError("The part before “@” is too long to be an address.")
    return checked.normalized.lower()


def one_line(text: str) -> str:
    """Without line breaks, and with single spaces: names go into subjects and greetings."""
    return " ".join(text.split())
