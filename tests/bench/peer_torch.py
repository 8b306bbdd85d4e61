#!/usr/bin/env python3
"""The same work in PyTorch and numpy, in turn with plateau: ratios of speed, and their goals.

Full-batch gradients (autograd, and by hand without it, in torch and in numpy) and an ADAM step on
batches of n/4, one hidden layer of d/2 units of tanh(2x)/norm, float32, on 1 and 2 threads each;
ours are steps of gd and adam. On one thread both sides count their time on the processor, on two
that of the clock, as does "fastest". Ratios are medians over repeats of ours and theirs in turn,
void where they spread by more than a quarter: so run it beside a built ./plateau, on a machine with
nothing else to do.

    tests/bench/peer_torch.py [--plateau ./plateau] [--d 60,100,150,200]
"""
import argparse
import json
import math
import os
import re
import resource
import statistics
import subprocess
import sys
import time

try:
    import numpy
    import torch
except ImportError:
    sys.exit("peer_torch: PyTorch or numpy is not installed, so there is nothing to compare with "
             "(python3-torch python3-numpy, or pip install torch numpy)")

NORM = 0.7970327686218052
REPEATS = 5
THREADS = (1, 2)
VOID = 0.25
GRADIENTS = ("autograd", "manual", "numpy")


class Problem:
    """n = alpha d^2 rows, and the network that is fitted to them."""

    def __init__(self, d, alpha):
        self.d, self.k, self.n = d, d // 2, int(alpha * d * d)
        generator = torch.Generator().manual_seed(1)
        self.x = torch.randn(self.n, d, generator=generator)
        self.y = torch.randn(self.n, generator=generator)
        self.v = torch.ones(self.k)
        self.w = torch.randn(self.k, d, generator=generator)

    def loss(self, w, x, y):
        f = torch.tanh(2 * (x @ w.T / math.sqrt(self.d))) @ self.v / (NORM * math.sqrt(self.k))
        return 0.5 * ((f - y) ** 2).sum()

    def autograd(self):
        w = self.w.detach().requires_grad_(True)
        self.loss(w, self.x, self.y).backward()
        return w.grad

    def manual(self):
        with torch.no_grad():
            a = torch.tanh_((self.x @ self.w.T).mul_(2 / math.sqrt(self.d)))
            r = (a @ self.v).mul_(1 / (NORM * math.sqrt(self.k))).sub_(self.y)
            b = a.mul_(a).neg_().add_(1).mul_(self.v).mul_(r[:, None])
            return (b.T @ self.x).mul_(2 / (NORM * math.sqrt(self.k * self.d)))


    def numpy(self):
        x, y, w = self.x.numpy(), self.y.numpy(), self.w.numpy()
        a = x @ w.T
        a *= numpy.float32(2 / math.sqrt(self.d))
        numpy.tanh(a, out=a)
        r = (a @ self.v.numpy()) * numpy.float32(1 / (NORM * math.sqrt(self.k))) - y
        numpy.multiply(a, a, out=a)
        numpy.subtract(1, a, out=a)
        a *= self.v.numpy()
        a *= r[:, None]
        return (a.T @ x) * numpy.float32(2 / (NORM * math.sqrt(self.k * self.d)))


class Adam:
    """Steps on contiguous slices of a quarter of the rows, as fast as torch allows."""

    def __init__(self, d):
        self.problem = Problem(d, 5.0)
        self.w = self.problem.w.clone().requires_grad_(True)
        self.optimiser = torch.optim.Adam([self.w], lr=0.01)
        self.at = 0

    def step(self):
        p = self.problem
        rows = p.n // 4
        part = slice(self.at * rows, (self.at + 1) * rows)
        self.at = (self.at + 1) % 4
        self.optimiser.zero_grad()
        (p.loss(self.w, p.x[part], p.y[part]) / rows).backward()
        self.optimiser.step()


def timed(work, least=0.2):
    """(on the processor, by the clock): seconds of one, from as many as take so long."""
    count, processor, clock = 0, time.process_time(), time.perf_counter()
    while time.perf_counter() - clock < least:
        work()
        count += 1
    return (time.process_time() - processor) / count, (time.perf_counter() - clock) / count


def serve(threads):
    """Answers lines "d" with {work: timed}, in this process."""
    torch.set_num_threads(threads)
    d = None
    for line in sys.stdin:
        if d != int(line):
            d = int(line)
            problem = Problem(d, 3.0)
            works = {name: getattr(problem, name) for name in GRADIENTS}
            works["adam"] = Adam(d).step
            for work in works.values():
                work()
        print(json.dumps({name: timed(work) for name, work in works.items()}), flush=True)


class Peer:
    """A process of its own: only there does the BLAS below take the number of threads."""

    def __init__(self, threads):
        number = str(threads)
        environment = dict(os.environ, OMP_NUM_THREADS=number, OPENBLAS_NUM_THREADS=number,
                           MKL_NUM_THREADS=number)
        self.process = subprocess.Popen([sys.executable, __file__, "--serve", number], text=True,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        env=environment)

    def ask(self, d):
        self.process.stdin.write(f"{d}\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def own(plateau, d, algorithm, threads, kernel="auto", least=0.6):
    """As timed, of a step: the difference of a long and a short run that measure alike."""

    def run(steps):
        settings = {"d": d, "gamma": 0.5, "alpha": 5 if algorithm == "adam" else 3, "lr": 0.01,
                    "activation": "tanh2", "algorithm": algorithm, "test": 1000, "measure": 1,
                    "measure_every": 1000000}
        if algorithm == "adam":
            settings["batch"] = "n/4"
        words = [plateau, "run", "first-light", "--json", "--quiet", "--no-store", "--threads",
                 str(threads), "--kernel", kernel, "--steps", str(steps)]
        for key, value in settings.items():
            words += ["-s", f"{key}={value}"]
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        text = subprocess.run(words, check=True, capture_output=True, text=True).stdout
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime,
                json.loads(text)["seconds"])

    operations = (2.5 if algorithm == "adam" else 6) * d ** 4
    more = 4 * math.ceil(max(1, least * 9e10 / operations / 4))
    few, many = run(4), run(4 + more)
    return tuple((b - a) / more for a, b in zip(few, many))


def measure(plateau, peers, d):
    """{name: ratio} of one repeat."""
    torch_times = {}
    ours = {}
    for t in THREADS:
        torch_times[t] = peers[t].ask(d)
        ours[t] = own(plateau, d, "gd", t)
        ours["adam", t] = own(plateau, d, "adam", t)
    avx2 = own(plateau, d, "gd", 1, "avx2")
    fastest = min(torch_times[t][name][1] for t in THREADS for name in GRADIENTS)
    return {
        "autograd, one thread": torch_times[1]["autograd"][0] / ours[1][0],
        "autograd, two threads": torch_times[2]["autograd"][1] / ours[2][1],
        "fastest of all, ours on two": fastest / ours[2][1],
        "adam step, one thread": torch_times[1]["adam"][0] / ours["adam", 1][0],
        "adam step, two threads": torch_times[2]["adam"][1] / ours["adam", 2][1],
        "autograd, AVX2 forced, one thread": torch_times[1]["autograd"][0] / avx2[0],
    }


# Required, excellent.
GOALS = {
    "autograd, one thread": (3.5, 5),
    "autograd, two threads": (5, 8),
    "fastest of all, ours on two": (3, 4.5),
    "adam step, one thread": (2.5, 4),
    "adam step, two threads": (5, 9),
    "autograd, AVX2 forced, one thread": (1.8, 2.5),
}


def report(d, name, ratios):
    required, excellent = GOALS[name]
    ratio = statistics.median(ratios)
    spread = max(ratios) / min(ratios) - 1
    verdict = ("excellent" if ratio >= excellent else "met" if ratio >= required else "missed")
    print(f"{d:4}  {name:34} {ratio:6.2f}  {required:4} {excellent:4}  {verdict:9}"
          f" spread {100 * spread:.0f} %{', void' if spread > VOID else ''}", flush=True)


def check(d=30):
    """The gradients by hand are the automatic one, or the comparison is worth nothing."""
    problem = Problem(d, 3.0)
    want = problem.autograd()
    for by_hand in (problem.manual(), torch.from_numpy(problem.numpy())):
        error = ((by_hand - want).norm() / want.norm()).item()
        if error > 1e-5:
            sys.exit(f"peer_torch: the gradients differ by {error:.1e}")


def first_line(words):
    try:
        return subprocess.run(words, check=True, capture_output=True, text=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return "unknown"


def processor():
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            return re.search(r"model name\s*: (.*)", file.read()).group(1)
    except (OSError, AttributeError):
        return "unknown processor"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--plateau", default="./plateau")
    parser.add_argument("--d", default="60,100,150,200")
    parser.add_argument("--serve", type=int, help="answer with PyTorch's times on so many threads")
    arguments = parser.parse_args()
    if arguments.serve:
        serve(arguments.serve)
        return
    check()
    commit = first_line(["git", "describe", "--always", "--dirty"])
    print(f"commit {commit}; {processor()}; PyTorch {torch.__version__}, numpy {numpy.__version__}")
    print("   d  speed over                          ratio  required, excellent")
    peers = {t: Peer(t) for t in THREADS}
    for d in map(int, arguments.d.split(",")):
        repeats = [measure(arguments.plateau, peers, d) for _ in range(REPEATS)]
        for name in GOALS:
            report(d, name, [repeat[name] for repeat in repeats])
    for peer in peers.values():
        peer.close()


if __name__ == "__main__":
    main()
