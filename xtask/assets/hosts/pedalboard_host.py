"""The VST3 bundle in pedalboard.

Usage: pedalboard_host.py BUNDLE.vst3 PLAN STATE.
"""

import sys
from importlib.metadata import version

import numpy as np
from pedalboard import load_plugin

import cases
import state

PLUGINS = ["Threshold Shift", "Threshold Shift Live"]

bundle, plan, saved = sys.argv[1:]


def set_value(plugin, name, position):
    # Raw lane positions: as attributes parameters take only their printed values.
    parameter = next(p for p in plugin.parameters.values() if p.name == name)
    parameter.raw_value = position


def play(case):
    if case.key:
        raise cases.NotOffered("it connects the main input alone")
    if case.offline:
        raise cases.NotOffered("it has one mode for everything")
    plugin = load_plugin(bundle, plugin_name=case.plugin)
    for name, position in case.values.items():
        set_value(plugin, name, position)
    sound = case.sound()
    if case.block != cases.RANDOM_BLOCK and not case.lanes:
        return plugin.process(sound, case.rate, buffer_size=case.block, reset=True)
    # A call for each block. What is still on its way when the sound ends comes out with as much silence.
    late = plugin.reported_latency_samples
    sound = np.pad(sound, ((0, 0), (0, late)))
    lengths, out, at = case.blocks(), [], 0
    while at < sound.shape[1]:
        length = next(lengths)
        for lane in case.lanes:
            set_value(plugin, lane["parameter"], lane["positions"][min(at // lane["step"], len(lane["positions"]) - 1)])
        out.append(plugin.process(sound[:, at:at + length], case.rate, buffer_size=length, reset=at == 0))
        at += length
    return np.concatenate(out, axis=1)


cases.version(version("pedalboard"))
parameters, everything = cases.read(plan)
for name in PLUGINS:
    plugin = load_plugin(bundle, plugin_name=name)
    cases.listed(name, {parameter.name for parameter in plugin.parameters.values()}, parameters)
    cases.say("both-plugins", "passed" if plugin.name == name else "failed", plugin.name)
for case in everything:
    cases.judge(case, play)
state.judge(bundle, saved, "pedalboard", PLUGINS)
cases.done()
