"""What others take for the same sound.

Usage: bench_peers.py SOUND.wav PLUGIN.vst3: mono sound of 44.1 kHz. Prints a CSV of names and seconds of processor time per second
of sound, medians of five.

MSBG (Baer & Moore 1993, 1994; Moore & Glasberg 1993) is pyclarity's, with its smearing, for a moderate loss; pedalboard hosts
the plugin, bypassed, in blocks of 512: what a host takes by itself.
"""

import sys
import time

import numpy as np
from scipy.io import wavfile

TURNS = 5
BLOCK = 512
# N3 (Bisgaard et al. 2010), where MSBG has its thresholds.
FREQUENCIES = np.array([250, 500, 1000, 2000, 3000, 4000, 6000, 8000])
N3 = np.array([35, 35, 40, 50, 55, 60, 65, 65])


def median(work, seconds):
    turns = []
    for _ in range(TURNS):
        begun = time.thread_time()
        work()
        turns.append((time.thread_time() - begun) / seconds)
    return sorted(turns)[TURNS // 2]


def msbg(sound, rate):
    from clarity.evaluator.msbg.msbg import Ear
    from clarity.utils.audiogram import Audiogram

    ear = Ear(src_pos="ff", sample_rate=rate, equiv_0db_spl=100, ahr=20)
    ear.set_audiogram(Audiogram(levels=N3, frequencies=FREQUENCIES))
    return lambda: ear.process(sound)


def host(sound, rate, bundle):
    import pedalboard

    plugin = pedalboard.load_plugin(bundle, plugin_name="Threshold Shift")
    plugin.parameters["bypass"].raw_value = 1.0
    stereo = np.stack([sound, sound]).astype(np.float32)
    return lambda: plugin.process(stereo, rate, buffer_size=BLOCK)


def main():
    rate, sound = wavfile.read(sys.argv[1])
    sound = sound.astype(float)
    for name, make in [("MSBG", lambda: msbg(sound, rate)), ("pedalboard", lambda: host(sound, rate, sys.argv[2]))]:
        try:
            print(f"{name},{median(make(), len(sound) / rate)}", flush=True)
        except Exception as error:
            print(f"{name} could not be measured: {error!r}", file=sys.stderr, flush=True)


main()
