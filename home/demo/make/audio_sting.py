"""The show's sound: a soft door chime, two notes in and three notes home."""

import numpy as np

RATE = 24_000
C5, E5, G5, C4, G3 = 523.25, 659.25, 783.99, 261.63, 196.0
# A small bell: partials as (ratio, loudness, seconds until it has faded to a third).
PARTIALS = ((1.0, 1.0, 0.9), (2.0, 0.32, 0.5), (2.98, 0.12, 0.22), (4.07, 0.05, 0.1))


def opening() -> np.ndarray:
    """Someone is at the door: a falling third over a warm fifth."""
    return _room(_notes(3.4, [(0.05, E5, 0.8), (0.62, C5, 0.9)], pad=(C4, G3)))


def closing() -> np.ndarray:
    """The same chime answered: it climbs back up and stays open."""
    return _room(_notes(4.2, [(0.0, C5, 0.6), (0.34, E5, 0.7), (0.68, G5, 0.75)], pad=(C4, G3)))


def _notes(
    seconds: float, notes: list[tuple[float, float, float]], pad: tuple[float, ...]
) -> np.ndarray:
    time = np.arange(int(seconds * RATE)) / RATE
    mix = np.zeros_like(time)
    for start, pitch, loudness in notes:
        since = np.clip(time - start, 0, None)
        attack = np.clip(since / 0.006, 0, 1)
        for ratio, share, fade in PARTIALS:
            mix += (
                loudness
                * share
                * attack
                * np.exp(-since / fade)
                * np.sin(2 * np.pi * pitch * ratio * since)
            )
    swell = np.sin(np.pi * np.clip(time / seconds, 0, 1)) ** 2
    for pitch in pad:
        for detune in (0.9985, 1.0015):
            mix += 0.07 * swell * np.sin(2 * np.pi * pitch * detune * time)
    return 0.2 * mix


def _room(dry: np.ndarray) -> np.ndarray:
    """A short hallway: a few quiet echoes, each duller than the one before."""
    wet = dry.copy()
    for delay, loudness, dullness in (
        (0.043, 0.3, 9),
        (0.089, 0.22, 15),
        (0.151, 0.15, 23),
        (0.227, 0.09, 31),
    ):
        shift = int(delay * RATE)
        dull = np.convolve(dry, np.ones(dullness) / dullness, mode="same")
        wet[shift:] += loudness * dull[:-shift]
    tail = np.linspace(1, 0, RATE // 2)
    wet[-tail.size :] *= tail
    return wet
