"""Numbers of a single-case graph as an editor types them: one for each week, with commas between."""

from django.core.exceptions import ValidationError

MOST = 25
MOST_WEEKS = 30


def weeks_of(text: str) -> list[float]:
    """The numbers in `text`; raises ValueError for what is not a number."""
    return [float(part) for part in (text or "").replace(";", ",").split(",") if part.strip()]


def validate_weeks(text: str) -> None:
    try:
        numbers = weeks_of(text)
    except ValueError:
        raise ValidationError("Write numbers with commas between them: 17, 20, 16.") from None
    if not 2 <= len(numbers) <= MOST_WEEKS:
        raise ValidationError(f"A graph needs 2 to {MOST_WEEKS} weeks.")
    if not all(0 <= number <= MOST for number in numbers):
        raise ValidationError(f"The scale goes from 0 to {MOST}.")
