"""The VST3 bundle in dawdreamer.

Usage: dawdreamer_host.py BUNDLE.vst3 PLAN STATE.
"""

import sys
from importlib.metadata import version

import dawdreamer
import numpy as np

import cases
import state

FIRST = "Threshold Shift"
STEREO = 2

bundle, plan, saved = sys.argv[1:]


def play(case):
    if case.block == cases.RANDOM_BLOCK:
        raise cases.NotOffered("its blocks are equally long")
    if case.offline:
        raise cases.NotOffered("it has one mode for everything")
    if case.key:
        raise cases.NotOffered("it connects the main input alone")
    engine = dawdreamer.RenderEngine(case.rate, case.block)
    plugin = engine.make_plugin_processor("shift", bundle)
    sound = case.sound()
    if case.channels != STEREO:
        # That it refuses even what there is tells that it is not the plugin who refuses.
        if not plugin.can_set_bus(STEREO, STEREO):
            raise cases.NotOffered("it keeps a plugin that has further inputs at stereo")
        plugin.set_bus(case.channels, case.channels)
    numbers = {entry["name"]: entry["index"] for entry in plugin.get_parameters_description()}
    for name, position in case.values.items():
        plugin.set_parameter(numbers[name], position)
    late = plugin.get_latency_samples()
    for lane in case.lanes:
        plugin.set_automation(numbers[lane["parameter"]], np.repeat(np.float32(lane["positions"]), lane["step"]))
    # It takes no latency off. What is still on its way when the sound ends comes out with as much silence.
    sound = np.pad(sound, ((0, 0), (0, late)))
    engine.load_graph([(engine.make_playback_processor("in", sound), []), (plugin, ["in"])])
    engine.render(sound.shape[1] / case.rate)
    return engine.get_audio()[:, late:late + case.sound().shape[1]]


cases.version(version("dawdreamer"))
parameters, everything = cases.read(plan)
engine = dawdreamer.RenderEngine(48000, 512)
plugin = engine.make_plugin_processor("shift", bundle)
cases.listed(FIRST, {entry["name"] for entry in plugin.get_parameters_description()}, parameters)
cases.say("both-plugins", "not offered", "it knows the first plugin of a bundle only")
for case in everything:
    if case.plugin == FIRST:
        cases.judge(case, play)
state.judge(bundle, saved, "dawdreamer", [FIRST])
