"""A stream of blocks cut into stretches that a page lays out alike."""

from dataclasses import dataclass, field
from itertools import groupby

# Blocks that reach from edge to edge, and blocks that take the whole frame; all others are running text.
WIDE = {"podcast", "projects", "project_episodes", "proof"}
FRAMED = {"hero", "guide", "said", "cohorts"}


@dataclass(frozen=True)
class Run:
    kind: str  # "wide", "framed" or "text"
    blocks: list = field(default_factory=list)


def kind_of(block) -> str:
    if block.block_type in WIDE:
        return "wide"
    return "framed" if block.block_type in FRAMED else "text"


def runs_of(stream) -> list[Run]:
    return [Run(kind, list(blocks)) for kind, blocks in groupby(stream, key=kind_of)]
