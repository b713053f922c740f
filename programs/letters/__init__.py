"""The letters, as the outbox sends them. Private links are made here, at sending."""

from programs.letters import (
    books,
    choices,
    cohorts,
    exchanges,
    links,
    orders,
    refunds,
    seats,
    waiting,
)

__all__ = [
    "books",
    "choices",
    "cohorts",
    "exchanges",
    "links",
    "orders",
    "refunds",
    "seats",
    "waiting",
]
