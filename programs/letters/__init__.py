"""The letters, as the outbox sends them. Private links are made here, at sending."""

from programs.letters import choices, cohorts, exchanges, links, orders, refunds, seats

__all__ = ["choices", "cohorts", "exchanges", "links", "orders", "refunds", "seats"]
