"""The letters, as the outbox sends them. Private links are made here, at sending."""

from programs.letters import cohorts, exchanges, orders

__all__ = ["cohorts", "exchanges", "orders"]
