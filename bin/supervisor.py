"""Runs several programs as one: all end when one of them is asked to, or when we ourselves are killed.

Each child leads a process group, so that what it started ends with it. A small guard process holds
the reading end of a pipe whose writing end only we have: when we die, however that happens, the pipe
closes and the guard ends every group it was told about.
"""

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field

STOP_WITHIN = 5.0  # seconds between SIGTERM and SIGKILL
QUICK_DEATHS = (
    5  # ending this often, each time within QUICK seconds of its start, is not worth another try
)
QUICK = 10.0


class Stopped(Exception):
    """Someone asked us to end."""


@dataclass
class Program:
    name: str
    command: list[str]
    ready_line: str = ""  # printed by the program once it can do its work
    again: bool = True  # start it again when it ends by itself
    process: subprocess.Popen | None = None
    ready: threading.Event = field(default_factory=threading.Event)
    started_at: float = 0.0
    quick_deaths: int = 0


class Supervisor:
    def __init__(self, environment: dict[str, str], directory: str):
        self.environment = environment
        self.directory = directory
        self.programs: list[Program] = []
        self.stopping = False
        self.parent = os.getppid()
        self.guard, self.pipe = start_guard()
        # Installed even where a shell started us in the background with SIGINT ignored.
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self.on_signal)

    def on_signal(self, number, frame):
        self.stopping = True

    def run_once(self, command: list[str], **options) -> None:
        """Run a command to its end. Raises CalledProcessError when it fails, Stopped when we are told to end."""
        step = Program("step", command, again=False)
        process = self.launch(step, **options)
        try:
            while process.poll() is None:
                self.check_asked()
                time.sleep(0.02)
        finally:
            self.end_program(step)
        if process.returncode:
            raise subprocess.CalledProcessError(process.returncode, command)

    def start(self, program: Program) -> None:
        self.launch(program, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        threading.Thread(target=self.relay, args=(program, program.process), daemon=True).start()

    def launch(self, program: Program, **options) -> subprocess.Popen:
        process = subprocess.Popen(
            program.command,
            env=self.environment,
            cwd=self.directory,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            **options,
        )
        self.tell_guard(f"+{process.pid}")
        program.process, program.started_at = process, time.monotonic()
        if program not in self.programs:
            self.programs.append(program)
        return process

    def relay(self, program: Program, process: subprocess.Popen) -> None:
        for raw in process.stdout:
            line = raw.decode(errors="replace").rstrip()
            if program.ready_line and program.ready_line in line:
                program.ready.set()
            waited_for = program.ready_line and not program.ready.is_set()
            say(line if waited_for else f"{program.name:<8}| {line}")

    def wait_ready(self, program: Program, within: float = 60.0) -> None:
        deadline = time.monotonic() + within
        while not program.ready.wait(0.05):
            self.look_after()
            if program not in self.programs:
                raise SystemExit(f"{program.name} could not start, see above.")
            if time.monotonic() > deadline:
                raise SystemExit(f"{program.name} did not start within {within:.0f} seconds.")

    def watch(self) -> None:
        """Look after the programs until we are told to end."""
        while True:
            self.look_after()
            time.sleep(0.3)

    def look_after(self) -> None:
        self.check_asked()
        for program in [p for p in self.programs if p.process.poll() is not None]:
            self.end_program(program)
            if program.again:
                self.start_again(program)

    def start_again(self, program: Program) -> None:
        lived = time.monotonic() - program.started_at
        program.quick_deaths = program.quick_deaths + 1 if lived < QUICK else 0
        if program.quick_deaths >= QUICK_DEATHS:
            raise SystemExit(
                f"{program.name} keeps ending (status {program.process.returncode}); see above."
            )
        say(f"{program.name} ended (status {program.process.returncode}); starting it again.")
        time.sleep(min(0.2 * 2**program.quick_deaths, 2))
        self.start(program)

    def check_asked(self) -> None:
        # `make` waits for us. When it was killed nobody can end us from the keyboard any more.
        if self.stopping or ("MAKELEVEL" in os.environ and os.getppid() != self.parent):
            raise Stopped

    def end_program(self, program: Program) -> None:
        self.programs.remove(program)
        end_groups([program.process])
        self.tell_guard(f"-{program.process.pid}")

    def end(self) -> None:
        end_groups([program.process for program in self.programs])
        os.close(self.pipe)
        try:
            self.guard.wait(STOP_WITHIN * 2)
        except subprocess.TimeoutExpired:
            # A busy machine may not even have let it start; what it would end has ended already.
            self.guard.kill()
            self.guard.wait()

    def tell_guard(self, line: str) -> None:
        with contextlib.suppress(OSError):
            os.write(self.pipe, f"{line}\n".encode())


def say(text: str) -> None:
    with contextlib.suppress(OSError):  # whoever read our output has left
        # In one piece: several threads write, and print() writes the end of the line by itself.
        sys.stdout.write(f"{text}\n")
        sys.stdout.flush()


def end_groups(processes: list[subprocess.Popen]) -> None:
    deadline = time.monotonic() + STOP_WITHIN
    for process in processes:
        signal_group(process.pid, signal.SIGTERM)
    for process in processes:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(max(deadline - time.monotonic(), 0.05))
        signal_group(process.pid, signal.SIGKILL)
        process.wait()


def signal_group(group: int, number: int) -> bool:
    """Whether there was anyone in the group to receive it."""
    try:
        os.killpg(group, number)
    except (ProcessLookupError, PermissionError):
        return False
    return True


def start_guard() -> tuple[subprocess.Popen, int]:
    reading, writing = os.pipe()
    guard = subprocess.Popen(
        [sys.executable, os.path.abspath(__file__), str(reading)],
        pass_fds=[reading],
        stdin=subprocess.DEVNULL,
        start_new_session=True,
    )
    os.close(reading)
    return guard, writing


def guard(reading: int) -> None:
    """Once the writer of the pipe is gone, end every group named on it (`+12`) and not known to have ended (`-12`)."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    alive: set[int] = set()
    with os.fdopen(reading) as lines:
        for line in lines:
            (alive.add if line[0] == "+" else alive.discard)(int(line[1:]))
    deadline = time.monotonic() + STOP_WITHIN
    groups = [group for group in alive if signal_group(group, signal.SIGTERM)]
    while groups and time.monotonic() < deadline:
        time.sleep(0.1)
        groups = [group for group in groups if signal_group(group, 0)]
    for group in groups:
        signal_group(group, signal.SIGKILL)


if __name__ == "__main__":
    guard(int(sys.argv[1]))
