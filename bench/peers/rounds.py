"""rounds.py - tasks, run in turn, round after round, so that noise falls on all alike.

A task is a command. `inner`: a harness that prints bytes, nanoseconds, paragraphs, hits of the work
alone; else the wall time of the whole process counts, whose output goes to /dev/null. A task of one thread is held to one core.
"""
import os
import statistics
import subprocess
import time

SMALL = ('rg', 'grep')  # write one line; grep would stop at the first hit for /dev/null


class Task:
    def __init__(self, name, command, size, threads=1, inner=True):
        self.name, self.command, self.size = name, [str(word) for word in command], size
        self.threads, self.inner = threads, inner
        self.times, self.answer = [], None
        self.counts = name.startswith(('Hyperscan', 'a day'))  # whose answer ends in hits

    def run(self):
        core = max(os.sched_getaffinity(0))
        hold = (lambda: os.sched_setaffinity(0, {core})) if self.threads == 1 else None
        start = time.monotonic_ns()
        out = subprocess.PIPE if self.inner or self.name.startswith(SMALL) else subprocess.DEVNULL
        done = subprocess.run(self.command, stdout=out, stderr=subprocess.PIPE,
                              preexec_fn=hold, check=False)
        took = time.monotonic_ns() - start
        if done.returncode not in ((0,) if self.inner else (0, 1)):  # 1: grep found nothing
            raise SystemExit(f'bench: {self.name}: {done.stderr.decode()[-500:]}')
        if self.inner:
            self.answer = [int(word) for word in done.stdout.split()]
            took = self.answer[1]
        self.times.append(took)

    def seconds(self):
        return statistics.median(self.times) / 1e9

    def spread(self):
        """Distance of the quartiles over the median, per cent."""
        times = sorted(self.times)
        n = len(times) - 1
        return 100 * (times[(3 * n + 2) // 4] - times[n // 4]) / statistics.median(times)

    def speed(self):
        return self.size / self.seconds() / 1e6


def run_all(tasks, rounds, say):
    for number in range(rounds):
        for task in tasks.values():
            task.run()
        say(f'round {number + 1} of {rounds} done')


def first_results(gravamen, path, times):
    """Nanoseconds from starting the process to its first byte of output, each time."""
    took = []
    for _ in range(times):
        read, write = os.pipe()
        start = time.monotonic_ns()
        child = os.posix_spawn(gravamen, [gravamen, 'tag', '-j1', '-f', 'jsonl', '--quiet', path],
                               os.environ, file_actions=[(os.POSIX_SPAWN_DUP2, write, 1)])
        os.close(write)
        first = os.read(read, 1)
        took.append(time.monotonic_ns() - start)
        while os.read(read, 65536):
            pass
        os.close(read)
        os.waitpid(child, 0)
        if not first:
            raise SystemExit('bench: no first result')
    return took


PEAK = '''import resource, subprocess, sys
subprocess.run(sys.argv[1:], stdin=0, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)'''


def peak_memory(gravamen, synth, megabytes, threads):
    """Most kilobytes that the process held while it read a stream of so many megabytes."""
    source = subprocess.Popen([synth, '--megabytes', str(megabytes)], stdout=subprocess.PIPE)
    done = subprocess.run(['python3', '-c', PEAK, gravamen, 'tag', f'-j{threads}', '-f', 'jsonl', '-'],
                          stdin=source.stdout, stdout=subprocess.PIPE, check=True)
    source.stdout.close()
    source.wait()
    return int(done.stdout)
