"""Loads the VST3 bundle in pedalboard, a JUCE host, and checks what any host must get.

Usage: pedalboard_check.py BUNDLE.vst3. Prints one line per check, `ok` or `FAILED`, and exits with 1 if any failed.
"""

import sys

import numpy as np
from pedalboard import load_plugin

RATE = 48000
PLUGINS = ["Threshold Shift", "Threshold Shift Live"]
WIDTHS = [1, 2, 6, 8, 10, 12]

failed = False


def report(check, ok, detail=""):
    global failed
    failed |= not ok
    print(f"{'ok    ' if ok else 'FAILED'}  {check}{': ' + detail if detail else ''}", flush=True)


def noise(width, seconds=1.0):
    random = np.random.default_rng(width)
    return (0.5 * random.uniform(-1, 1, (width, int(seconds * RATE)))).astype(np.float32)


def check(bundle, name, width):
    what = f"{name}, {width} channels"
    try:
        plugin = load_plugin(bundle, plugin_name=name)
        sound = noise(width)
        # Raw lane positions: as attributes these two take only their printed values.
        plugin.parameters["perspective"].raw_value = 0.0
        plugin.parameters["loss"].raw_value = 1.0
        world = plugin.process(sound, RATE, reset=True)
        report(f"{what}: Perspective 0 is the input", np.array_equal(world, sound),
               "" if np.array_equal(world, sound) else f"off by up to {np.abs(world - sound).max():.3g}")
        plugin.parameters["perspective"].raw_value = 1.0
        head = plugin.process(sound, RATE, reset=True)
        quieter = 20 * np.log10(np.sqrt(np.mean(head ** 2)) / np.sqrt(np.mean(sound ** 2)))
        report(f"{what}: Loss 100 % takes white noise away", -80 < quieter < -20, f"{quieter:.1f} dB")
        state = plugin.raw_state
        fresh = load_plugin(bundle, plugin_name=name)
        fresh.raw_state = state
        again = fresh.process(sound, RATE, reset=True)
        report(f"{what}: a reloaded state sounds the same", np.array_equal(again, head))
    except Exception as error:
        report(what, False, str(error))


for name in PLUGINS:
    for width in WIDTHS:
        check(sys.argv[1], name, width)
sys.exit(failed)
