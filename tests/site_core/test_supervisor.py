import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

BIN = Path(__file__).resolve().parents[2] / "bin"

# Two programs: one ends when asked, one has to be killed and has a child of its own.
SCRIPT = """
import os, sys
sys.path.insert(0, {bin!r})
import supervisor
supervisor.STOP_WITHIN = 1.0
from supervisor import Program, Stopped, Supervisor, say

stubborn = "import signal, subprocess, sys, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']); print('up', flush=True); time.sleep(60)"
polite = "import time; print('up', flush=True); time.sleep(60)"
boss = Supervisor(dict(os.environ), ".")
programs = [Program(name, [sys.executable, "-c", code], ready_line="up") for name, code in (("stubborn", stubborn), ("polite", polite))]
try:
    for program in programs:
        boss.start(program)
        boss.wait_ready(program)
    say("pids " + " ".join(str(program.process.pid) for program in programs))
    boss.watch()
except Stopped:
    say("stopping")
finally:
    boss.end()
"""


@pytest.fixture
def boss():
    """A supervisor with its programs running, in a process group of its own. Yields it and all its descendants."""
    command = [sys.executable, "-c", SCRIPT.format(bin=str(BIN))]
    ignoring = lambda: signal.signal(signal.SIGINT, signal.SIG_IGN)  # noqa: E731  (as shells do for jobs with &)
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, start_new_session=True, preexec_fn=ignoring
    )
    for line in process.stdout:
        if line.startswith("pids"):
            break
    family = psutil.Process(process.pid).children(recursive=True)
    assert len(family) == 4  # the guard, two programs, one grandchild
    yield process, family
    process.terminate()
    process.wait()
    assert all_gone(family)


def all_gone(family, within=8):
    _, alive = psutil.wait_procs(family, timeout=within)
    return [member for member in alive if member.status() != psutil.STATUS_ZOMBIE] == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_to_the_group_ends_everything_though_the_shell_ignores_it(boss, number):
    process, family = boss
    os.killpg(process.pid, number)
    assert process.wait(8) == 0
    assert all_gone(family)


def test_everything_ends_even_when_the_supervisor_is_killed(boss):
    process, family = boss
    process.kill()
    process.wait()
    assert all_gone(family)


def test_a_program_that_ends_is_started_again(boss):
    process, family = boss
    polite = next(
        member
        for member in family
        if "sleep(60)" in member.cmdline()[-1]
        and "IGN" not in member.cmdline()[-1]
        and member.parent().pid == process.pid
    )
    polite.kill()
    deadline = time.monotonic() + 8
    while time.monotonic() < deadline:
        now = psutil.Process(process.pid).children()
        if len(
            [member for member in now if member.status() != psutil.STATUS_ZOMBIE]
        ) == 3 and polite.pid not in [m.pid for m in now]:
            return
        time.sleep(0.1)
    pytest.fail("nothing was started in its place")


def run_with(port):
    environment = {"PATH": os.environ["PATH"], "PORT": str(port)}
    command = [sys.executable, str(BIN / "run.py")]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=20)


def test_a_taken_port_is_said_in_one_line_before_anything_else():
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        refused = run_with(port)
    assert refused.returncode != 0
    assert refused.stdout == ""
    assert refused.stderr.startswith(f"Port {port} is taken by another program.")
    assert refused.stderr.count("\n") == 1
    assert "make run PORT=" in refused.stderr


@pytest.mark.parametrize("port", ["eight", "0", "70000", "-1"])
def test_a_port_that_is_none_is_refused_in_one_line(port):
    refused = run_with(port)
    assert refused.returncode != 0
    assert refused.stderr.startswith(f"PORT is '{port}', which is not a port.")
    assert refused.stderr.count("\n") == 1


def test_a_machine_without_a_fitting_python_gets_one_line(tmp_path):
    for name in ("dirname", "id", "sh"):
        (tmp_path / name).symlink_to(Path("/usr/bin") / name)
    checkout = tmp_path / "checkout" / "bin"
    checkout.mkdir(parents=True)
    (checkout / "python").write_text((BIN / "python").read_text())
    environment = {"PATH": str(tmp_path), "HOME": str(tmp_path)}
    command = ["/bin/sh", str(checkout / "python"), "x.py"]
    refused = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert refused.returncode == 1
    assert refused.stderr.startswith("This site needs Python 3.12 or newer")
    assert refused.stderr.count("\n") == 1
