"""Measures how much of speech is understood after Threshold Shift, and how much of its rhythm is left.

Usage: speech_check.py RENDERS.csv, a list of sounds beside it; its `level` is the sound pressure level, dB SPL, that a
signal has whose RMS is 1. Prints the figures, one line per check, `ok` or `FAILED`, and exits with 1 if any failed.

ESTOI (Jensen & Taal 2016; pystoi) on a white floor 40 dB under the clean speech, and the correlation of broad-band
envelopes from 2 to 8 Hz: the story's check 7. HASPI version 2 (Kates & Arehart 2021; pyclarity) of a normal ear that
listens to the output.
"""

import csv
import multiprocessing
import pathlib
import sys
import warnings

import numpy as np
from clarity.evaluator.haspi import haspi_v2
from clarity.utils.audiogram import Audiogram
from pystoi import stoi
from scipy.io import wavfile
from scipy.signal import hilbert

# The story's check 7.
MUMBLE_AT_MOST = 0.40
CURVE_AT_LEAST = 0.55
RHYTHM_AT_LEAST = 0.5
FLOOR_DB = -40
# Floors that a figure is the mean over: one alone moves it by 0.01 on 10 s of speech.
FLOORS = 4
SYLLABLES_HZ = (2, 8)
ENVELOPE_RATE = 200
# Along a path of loss HASPI may rise by this much at a step, and must fall by this much in all.
RISE_AT_MOST = 0.01
FALL_AT_LEAST = 0.3
# Where HASPI's audiogram has its thresholds, Hz.
HASPI_HZ = np.array([250, 500, 1000, 2000, 4000, 6000])

failed = False


def report(check, ok, detail):
    global failed
    failed |= not ok
    print(f"{'ok    ' if ok else 'FAILED'}  {check}: {detail}", flush=True)


def read(path):
    with warnings.catch_warnings():
        # Chunks that scipy does not know.
        warnings.simplefilter("ignore", wavfile.WavFileWarning)
        rate, sound = wavfile.read(path)
    return rate, sound.astype(float)


def words(clean, heard, rate):
    def on_floor(seed):
        floor = np.random.default_rng(seed).standard_normal(len(clean))
        return stoi(clean, heard + floor * clean.std() * 10 ** (FLOOR_DB / 20), rate, extended=True)

    return np.mean([on_floor(seed) for seed in range(FLOORS)])


def rhythm(clean, heard, rate):
    def syllables(sound):
        span = rate // ENVELOPE_RATE
        envelope = np.abs(hilbert(sound))
        envelope = envelope[: len(envelope) // span * span].reshape(-1, span).mean(1)
        hz = np.fft.rfftfreq(len(envelope), 1 / ENVELOPE_RATE)
        return np.fft.rfft(envelope)[(hz >= SYLLABLES_HZ[0]) & (hz < SYLLABLES_HZ[1])]

    a, b = syllables(clean), syllables(heard)
    return np.vdot(a, b).real / (np.linalg.norm(a) * np.linalg.norm(b))


def measure(task):
    kind, clean, heard, level = task
    (rate, clean), (_, heard) = read(clean), read(heard)
    if kind == "estoi":
        return words(clean, heard, rate), rhythm(clean, heard, rate)
    # Its noises come from numpy's global generator.
    np.random.seed(0)
    normal = Audiogram(levels=np.zeros(len(HASPI_HZ)), frequencies=HASPI_HZ)
    return haspi_v2(clean, rate, heard, rate, normal, level1=level)[0]


def check_estoi(voice, figures):
    mumble, correlation = figures["mumble"]
    curve, _ = figures["curve"]
    report(f"{voice}: mumble is not understood", mumble <= MUMBLE_AT_MOST, f"ESTOI {mumble:.3f}")
    report(f"{voice}: its curve alone is", curve >= CURVE_AT_LEAST, f"ESTOI {curve:.3f}")
    report(f"{voice}: the rhythm stays", correlation >= RHYTHM_AT_LEAST, f"{correlation:.3f} from 2 to 8 Hz")


def check_haspi(path, figures):
    along = np.array([figures[loss] for loss in sorted(figures, key=float)])
    print(f"HASPI, {path}, Loss 0 to 100 %:", *(f"{figure:.3f}" for figure in along))
    rise, fall = np.diff(along).max(), along[0] - along[-1]
    report(f"{path}: HASPI never rises", rise <= RISE_AT_MOST, f"by {rise:.3f} at most")
    report(f"{path}: HASPI falls", fall >= FALL_AT_LEAST, f"by {fall:.3f}")


def main():
    path = pathlib.Path(sys.argv[1])
    with open(path, newline="") as lines:
        renders = list(csv.DictReader(lines))
    tasks = [
        (r["measure"], path.parent / r["clean"], path.parent / r["heard"], float(r["level"])) for r in renders
    ]
    series = {}
    with multiprocessing.Pool() as pool:
        for render, figure in zip(renders, pool.imap(measure, tasks)):
            print(render["measure"], render["series"], render["variant"], np.round(figure, 3), flush=True)
            variants = series.setdefault((render["measure"], render["series"]), {})
            variants.setdefault(render["variant"], []).append(figure)
    print()
    for (kind, name), found in series.items():
        # One render per variant and seed.
        means = {variant: np.mean(figures, axis=0) for variant, figures in found.items()}
        (check_estoi if kind == "estoi" else check_haspi)(name, means)


if __name__ == "__main__":
    main()
    sys.exit(failed)
