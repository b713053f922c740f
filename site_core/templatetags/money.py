from django import template

register = template.Library()


@register.filter
def dollars(cents: int | None) -> str:
    """Cents as a price: $590, $1,062.50."""
    text = dollars_and_cents(cents)
    return text.removesuffix(".00")


@register.filter
def dollars_and_cents(cents: int | None) -> str:
    """Cents as an amount on a bill: $1,180.00, −$118.00."""
    if cents is None:
        return ""
    sign = "−" if cents < 0 else ""
    return f"{sign}${abs(cents) // 100:,}.{abs(cents) % 100:02}"
