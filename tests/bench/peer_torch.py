#!/usr/bin/env python3
"""The same work in PyTorch: a table of ratios, plateau's speed over its best.

Full-batch gradients (autograd, and by hand without it) and an ADAM step on batches of n/4, one
hidden layer of d/2 units of tanh(2x)/norm, float32, on 1 and 2 threads each. On one thread
both sides count their time on the processor, on two that of the clock: so run it beside a built
./plateau, on a machine with nothing else to do.

    tests/bench/peer_torch.py [--plateau ./plateau] [--d 60,100,150,200]
"""
import argparse
import json
import math
import os
import resource
import statistics
import subprocess
import sys
import time

try:
    import torch
except ImportError:
    sys.exit("peer_torch: PyTorch is not installed, so there is nothing to compare with "
             "(python3-torch, or pip install torch)")

NORM = 0.7970327686218052
REPEATS = 7
THREADS = (1, 2)


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


def seconds(work, clock, least=0.1):
    """The median of REPEATS timings, each of at least so long."""
    work()
    times = []
    for _ in range(REPEATS):
        count, start = 0, clock()
        while clock() - start < least:
            work()
            count += 1
        times.append((clock() - start) / count)
    return statistics.median(times)


def measure(threads, dimensions):
    """[[autograd, manual, adam], ...] in seconds, in this process."""
    clock = time.process_time if threads == 1 else time.perf_counter
    torch.set_num_threads(threads)
    table = []
    for d in dimensions:
        problem = Problem(d, 3.0)
        table.append([seconds(work, clock)
                      for work in (problem.autograd, problem.manual, Adam(d).step)])
    return table


def on_threads(threads, d):
    """The same in a process of its own: only there does the BLAS below PyTorch take the number."""
    number = str(threads)
    environment = dict(os.environ, OMP_NUM_THREADS=number, OPENBLAS_NUM_THREADS=number,
                       MKL_NUM_THREADS=number)
    words = [sys.executable, __file__, "--d", d, "--only", number]
    return json.loads(subprocess.run(words, check=True, capture_output=True, text=True,
                                     env=environment).stdout)


def own_gradients(plateau, threads):
    """{d: seconds}, from plateau bench."""
    text = subprocess.run([plateau, "bench", "--json", "--threads", str(threads)], check=True,
                          capture_output=True, text=True).stdout
    return {row["d"]: 1 / row["per_second"] for row in json.loads(text)["gradient"]
            if row["layers"] == 1 and row["activation"] == "tanh2"}


def own_adam(plateau, d, threads):
    """Seconds of a step: the difference of a long and a short run that measure alike."""

    def run(steps):
        settings = {"d": d, "gamma": 0.5, "alpha": 5, "activation": "tanh2", "algorithm": "adam",
                    "batch": "n/4", "test": 1000, "measure": 1, "measure_every": 1000000}
        words = [plateau, "run", "first-light", "--json", "--quiet", "--no-store", "--threads",
                 str(threads), "--steps", str(steps)]
        for key, value in settings.items():
            words += ["-s", f"{key}={value}"]
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        text = subprocess.run(words, check=True, capture_output=True, text=True).stdout
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime - before.ru_utime if threads == 1 else json.loads(text)["seconds"]

    few, many = 20, 20 + max(20, 2000000 // (d * d))
    return statistics.median((run(many) - run(few)) / (many - few) for _ in range(3))


def check(d=30):
    """The manual gradient is the automatic one, or the comparison is worth nothing."""
    problem = Problem(d, 3.0)
    want = problem.autograd()
    error = ((problem.manual() - want).norm() / want.norm()).item()
    if error > 1e-5:
        sys.exit(f"peer_torch: the two gradients differ by {error:.1e}")


def print_row(d, torch_times, gradient, step):
    autograd, manual, adam = ({t: torch_times[t][i] for t in THREADS} for i in range(3))
    best = min(*autograd.values(), *manual.values())
    cells = [f"{1e3 * t[1]:8.2f} {1e3 * t[2]:8.2f}" for t in (autograd, manual, adam)]
    print(f"{d:4} " + " ".join(cells) +
          f" {autograd[1] / gradient[1]:13.1f} {autograd[2] / gradient[2]:6.1f}"
          f" {best / gradient[2]:6.1f} {adam[1] / step[1]:9.1f} {adam[2] / step[2]:6.1f}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--plateau", default="./plateau")
    parser.add_argument("--d", default="60,100,150,200")
    parser.add_argument("--only", type=int, help="print PyTorch's times on so many threads")
    arguments = parser.parse_args()
    dimensions = [int(d) for d in arguments.d.split(",")]
    if arguments.only:
        print(json.dumps(measure(arguments.only, dimensions)))
        return
    check()
    own = {threads: own_gradients(arguments.plateau, threads) for threads in THREADS}
    times = {threads: on_threads(threads, arguments.d) for threads in THREADS}
    print(f"PyTorch {torch.__version__}; times of PyTorch in ms on 1 and 2 threads, and the speed "
          "of plateau over it")
    print(f"{'d':>4} {'autograd':>17} {'manual':>17} {'adam step':>17} "
          f"{'/autograd 1t':>13} {'2t':>6} {'/best':>6} {'/adam 1t':>9} {'2t':>6}")
    for i, d in enumerate(dimensions):
        step = {threads: own_adam(arguments.plateau, d, threads) for threads in THREADS}
        print_row(d, {t: times[t][i] for t in THREADS}, {t: own[t][d] for t in THREADS}, step)


if __name__ == "__main__":
    main()
