"""Saves, and reloads in a fresh process, what one instance of the VST3 bundle holds, in pedalboard and dawdreamer. What
sounds must come out the same to the last bit. The state is one that the plugin itself saved: scenes, a journey between
two of them, and parameters off their defaults.

The script calls itself, a process per instance: state.py BUNDLE.vst3 HOST PLUGIN LOADED SAVED SOUND.
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

from cases import say

RATE = 48000
BLOCK = 512
SECONDS = 2

# JUCE's own alphabet, six bits a letter, least significant first.
LETTERS = ".ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+"
COMPONENT = re.compile(rb"<IComponent>(.*?)</IComponent>", re.S)
HEADER = 8


def packed(state):
    bits = int.from_bytes(state, "little")
    letters = -(-8 * len(state) // 6)
    return f"{len(state)}." + "".join(LETTERS[bits >> 6 * n & 63] for n in range(letters))


def unpacked(text):
    length, letters = text.split(".", 1)
    bits = sum(LETTERS.index(letter) << 6 * n for n, letter in enumerate(letters))
    return bits.to_bytes(len(letters), "little")[:int(length)]


def plugin_state(container):
    """What the plugin saved, out of what a JUCE host makes of it."""
    return unpacked(COMPONENT.search(container).group(1).decode())


def with_plugin_state(container, state):
    """A JUCE host's container with another state of the plugin in it."""
    xml = container[HEADER:].rstrip(b"\0")
    xml = COMPONENT.sub(b"<IComponent>" + packed(state).encode() + b"</IComponent>", xml)
    return container[:4] + len(xml).to_bytes(4, "little") + xml + b"\0"


def noise():
    random = np.random.default_rng(7)
    return (0.3 * random.uniform(-1, 1, (2, SECONDS * RATE))).astype(np.float32)


class Pedalboard:
    def __init__(self, bundle, name):
        from pedalboard import load_plugin
        self.plugin = load_plugin(bundle, plugin_name=name)

    def save(self):
        return self.plugin.raw_state

    def load(self, container):
        self.plugin.raw_state = container

    def play(self, sound):
        """Without the latency, which pedalboard takes off."""
        return self.plugin.process(sound, RATE, buffer_size=BLOCK, reset=True)


class DawDreamer:
    def __init__(self, bundle, name):
        import dawdreamer
        self.engine = dawdreamer.RenderEngine(RATE, BLOCK)
        # It knows the first plugin of a bundle only.
        self.plugin = self.engine.make_plugin_processor("shift", bundle)
        self.file = str(Path(tempfile.mkdtemp()) / "state")

    def save(self):
        self.plugin.save_state(self.file)
        return Path(self.file).read_bytes()

    def load(self, container):
        Path(self.file).write_bytes(container)
        self.plugin.load_state(self.file)

    def play(self, sound):
        """With the latency: it starts late by that."""
        player = self.engine.make_playback_processor("in", sound)
        self.engine.load_graph([(player, []), (self.plugin, ["in"])])
        self.engine.render(SECONDS)
        return self.engine.get_audio()[:, self.plugin.get_latency_samples():]


HOSTS = {"pedalboard": Pedalboard, "dawdreamer": DawDreamer}


def one_process(bundle, host, name, loaded, saved, sound):
    """Loads a state into a fresh instance, if there is one to load, plays, and saves."""
    instance = HOSTS[host](bundle, name)
    if loaded != "-":
        instance.load(with_plugin_state(instance.save(), Path(loaded).read_bytes()))
    np.save(sound, instance.play(noise()))
    Path(saved).write_bytes(plugin_state(instance.save()))


def judge(bundle, state, host, plugins):
    """Says how the state gets on in one host."""
    with tempfile.TemporaryDirectory() as folder:
        def run(name, loaded, to):
            saved, sound = Path(folder) / f"{to}.state", Path(folder) / f"{to}.npy"
            command = [sys.executable, __file__, bundle, host, name, str(loaded), str(saved), str(sound)]
            subprocess.run(command, check=True)
            return saved, np.load(sound)

        for name in plugins:
            try:
                _, plain = run(name, "-", "plain")
                saved, first = run(name, state, "first")
                again, second = run(name, saved, "second")
                if np.array_equal(plain, first) or np.abs(first).max() == 0:
                    say("state", "failed", f"{name}: the state is not heard")
                elif not np.array_equal(first, second):
                    say("state", "failed", f"{name}: reloaded, it sounds otherwise by up to {np.abs(first - second).max():.3g}")
                elif saved.read_bytes() != again.read_bytes():
                    say("state", "failed", f"{name}: reloaded, it is saved otherwise")
                else:
                    say("state", "passed", f"{name}: {saved.stat().st_size} bytes and {first.shape[1]} samples the same")
            except Exception as error:
                say("state", "failed", f"{name}: {error!r}")


if __name__ == "__main__":
    one_process(*sys.argv[1:])
