"""What the scripts of all hosts have in common: the plan of what to play, how to say what came of it, and when to give
up. What they print is read by `src/validate/report.rs`, what they read is written by `src/validate/plan.rs`."""

import faulthandler
import json

import numpy as np

# A host that hangs ends with a trace after this many seconds.
LIMIT = 600
faulthandler.dump_traceback_later(LIMIT, exit=True)

RANDOM_BLOCK = 0
LONGEST_BLOCK = 4096


class NotOffered(Exception):
    """The host can't; why."""


def say(capability, verdict, figures):
    figures = " ".join(str(figures).split())
    print(f"{capability}\t{verdict}\t{figures}", flush=True)


def version(text):
    print(f"version\t{text}", flush=True)


class Case:
    """One thing to play: its fields are those of `Case` in the plan."""

    def __init__(self, fields):
        self.__dict__.update(fields)

    def _sound(self, path):
        return np.fromfile(path, dtype="<f4").reshape(self.channels, -1)

    def sound(self):
        return self._sound(self.input)

    def key_sound(self):
        return self._sound(self.key)

    def expected(self):
        return self._sound(self.output)

    def blocks(self):
        """Lengths of blocks, endlessly."""
        random = np.random.default_rng(7)
        while True:
            yield self.block if self.block != RANDOM_BLOCK else int(random.integers(1, LONGEST_BLOCK + 1))


def read(path):
    with open(path) as file:
        plan = json.load(file)
    return plan["parameters"], [Case(fields) for fields in plan["cases"]]


def judge(case, play):
    """Plays a case and says whether what came out is what must come out, to the last bit."""
    what = f"{case.plugin}, {case.name}"
    try:
        out = play(case)
        want = case.expected()
        if out.shape != want.shape:
            say(case.capability, "failed", f"{what}: {out.shape} samples instead of {want.shape}")
        elif not np.isfinite(out).all():
            say(case.capability, "failed", f"{what}: some of it is no number")
        elif np.array_equal(out, want):
            step = f", in steps of {case.lanes[0]['step']} samples" if case.lanes else ""
            say(case.capability, "passed", f"{what}{step}: {out.shape[1]} samples equal")
        else:
            first = int(np.argmax((out != want).any(axis=0)))
            say(case.capability, "failed",
                f"{what}: off by up to {np.abs(out - want).max():.3g}, from sample {first} of {out.shape[1]} on")
    except NotOffered as why:
        say(case.capability, "not offered", why)
    except Exception as error:
        say(case.capability, "failed", f"{what}: {error!r}")


def listed(plugin, names, parameters):
    """Whether a plugin lists every parameter."""
    missing = [name for name in parameters if name not in names]
    say("loads", "failed" if missing else "passed",
        f"{plugin}: {', '.join(missing)} missing" if missing else f"{plugin}: {len(parameters)} parameters")
