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


class Instance:
    """A plugin, and its parameters by name: pedalboard asks for hundreds of printed values to find out about each."""

    def __init__(self, name):
        self.plugin = load_plugin(bundle, plugin_name=name)
        self.parameters = {parameter.name: parameter for parameter in self.plugin.parameters.values()}

    def set(self, name, position):
        # Raw lane positions: as attributes parameters take only their printed values.
        self.parameters[name].raw_value = position


def play(case):
    if case.key:
        raise cases.NotOffered("it connects the main input alone")
    if case.offline:
        raise cases.NotOffered("it has one mode for everything")
    instance = instances[case.plugin]
    plugin = instance.plugin
    for name, position in case.values.items():
        instance.set(name, position)
    sound = case.sound()
    if case.block != cases.RANDOM_BLOCK and not case.lanes:
        return plugin.process(sound, case.rate, buffer_size=case.block, reset=True)
    # A call for each block; the first give nothing, until the latency is over. Silence follows until all has come out.
    plugin.reset()
    frames = sound.shape[1]
    sound = np.pad(sound, ((0, 0), (0, case.rate)))
    lengths, out, at, given = case.blocks(), [], 0, 0
    while given < frames and at < sound.shape[1]:
        length = next(lengths)
        for lane in case.lanes:
            instance.set(lane["parameter"], lane["positions"][min(at // lane["step"], len(lane["positions"]) - 1)])
        out.append(plugin.process(sound[:, at:at + length], case.rate, buffer_size=length, reset=False))
        at += length
        given += out[-1].shape[1]
    return np.concatenate(out, axis=1)[:, :frames]


cases.version(version("pedalboard"))
parameters, everything = cases.read(plan)
# One instance plays everything, of any width and rate, as in a session that changes.
instances = {name: Instance(name) for name in PLUGINS}
for name, instance in instances.items():
    cases.listed(name, instance.parameters, parameters)
    cases.say("both-plugins", "passed" if instance.plugin.name == name else "failed", instance.plugin.name)
for case in everything:
    cases.judge(case, play)
state.judge(bundle, saved, "pedalboard", PLUGINS)
