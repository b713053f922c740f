"""`make run`: the whole site on this machine, with its worker and a stand-in for Stripe."""

import json
import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

from environment import PYTHON, ROOT, RUN, VAR, ensure_environment
from supervisor import Program, Stopped, Supervisor, say

STRIPE = "https://api.stripe.com"
FIRST_START_WITHIN = 900.0  # seconds, for the demo content on a slow machine
LENGTH_OF_REAL_KEYS = 60  # Stripe's have some 107 characters
HOST = os.environ.get("HOST") or "127.0.0.1"


def main() -> int:
    began = time.monotonic()
    port = wanted_port()
    (VAR / "mail").mkdir(parents=True, exist_ok=True)
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    environment.setdefault("DJANGO_SETTINGS_MODULE", "site_core.settings.dev")
    supervisor = Supervisor(environment, str(ROOT))
    try:
        ensure_environment(RUN, supervisor.run_once)
        sandbox_port = fill_environment(environment, port)
        start_everything(supervisor, port, sandbox_port)
        wait_for_answer(supervisor, port)
        greet(environment, port, sandbox_port, time.monotonic() - began)
        supervisor.start(
            Program(
                "pictures",
                ["nice", "-n", "15", str(PYTHON), "manage.py", "warm_pictures"],
                again=False,
            )
        )
        supervisor.watch()
    except Stopped:
        say("Stopping …")
    except subprocess.CalledProcessError as failure:
        say(f"This step failed, see above: {' '.join(map(str, failure.cmd))}")
        return 1
    finally:
        supervisor.end()
    return 0


def wanted_port() -> int:
    text = os.environ.get("PORT") or "8000"
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 65536):
        raise SystemExit(f"PORT is '{text}', which is not a port. Try: make run PORT=8000")
    port = int(text)
    if not port_is_free(port):
        raise SystemExit(
            f"Port {port} is taken by another program. Stop that one, or choose another port: make run PORT={free_port(port + 1)}"
        )
    return port


def port_is_free(port: int) -> bool:
    for family, address in ((socket.AF_INET, HOST), (socket.AF_INET, "0.0.0.0")):
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((address, port))
            except OSError:
                return False
    return True


def free_port(first: int) -> int:
    candidates = range(first, min(first + 200, 65536))
    return next((port for port in candidates if port_is_free(port)), 0) or any_free_port()


def any_free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]


def fill_environment(environment: dict[str, str], port: int) -> int | None:
    """Set what is not set yet, and note it for `manage.py` by hand. Returns the sandbox's port, if one is wanted."""
    known = VAR / "dev-env.json"
    defaults = json.loads(known.read_text()) if known.exists() else {}
    defaults.setdefault("SECRET_KEY", secrets.token_urlsafe(50))
    defaults.setdefault("STRIPE_WEBHOOK_SECRET", "whsec_" + secrets.token_hex(24))
    defaults["STRIPE_SECRET_KEY"] = "sk_test_sandbox"
    defaults["PORT"] = str(port)
    defaults["SITE_URL"] = f"http://localhost:{port}"
    sandbox_port = None if talks_to_stripe(environment) else free_port(port + 1)
    defaults["STRIPE_API_BASE"] = f"http://127.0.0.1:{sandbox_port}" if sandbox_port else STRIPE
    known.write_text(json.dumps(defaults, indent=2))
    known.chmod(0o600)
    for name, value in defaults.items():
        if not environment.get(name):
            environment[name] = value
    return sandbox_port


def talks_to_stripe(environment: dict[str, str]) -> bool:
    """Whether payments go elsewhere than to our sandbox: an address says so, or a key that only Stripe gives out."""
    key = environment.get("STRIPE_SECRET_KEY", "")
    return bool(environment.get("STRIPE_API_BASE")) or len(key) >= LENGTH_OF_REAL_KEYS


def start_everything(supervisor: Supervisor, port: int, sandbox_port: int | None) -> None:
    manage = [str(PYTHON), "manage.py"]
    if sandbox_port:
        command = [*manage, "payment_sandbox", "--port", str(sandbox_port)]
        supervisor.start(Program("payments", command))
    # Loading Django takes seconds, so the worker is the process that made the database ready.
    worker = Program("worker", [*manage, "prepare", "--then-work"], "Worker ready", again=False)
    supervisor.start(worker)
    supervisor.wait_ready(worker, within=FIRST_START_WITHIN)
    worker.command, worker.again = [*manage, "worker"], True
    if sandbox_port:
        wait_for_port(supervisor, sandbox_port, "payments")
    supervisor.start(Program("web", web_command(port)))


def web_command(port: int) -> list[str]:
    if os.environ.get("RELOAD"):
        return [str(PYTHON), "manage.py", "runserver", f"{HOST}:{port}"]
    server = [
        str(PYTHON),
        "-m",
        "granian",
        "--interface",
        "wsgi",
        "--host",
        HOST,
        "--port",
        str(port),
    ]
    limits = ["--workers", "1", "--blocking-threads", "4", "--workers-kill-timeout", "3"]
    return [
        *server,
        *limits,
        "--log-level",
        "warning",
        "site_core.wsgi:application",
    ]


def wait_for_port(supervisor: Supervisor, port: int, name: str, within: float = 60.0) -> None:
    deadline = time.monotonic() + within
    while True:
        supervisor.look_after()
        try:
            socket.create_connection((HOST, port), timeout=1).close()
            return
        except OSError:
            if time.monotonic() > deadline:
                raise SystemExit(f"{name} did not start within {within:.0f} seconds.") from None
            time.sleep(0.05)


def wait_for_answer(supervisor: Supervisor, port: int) -> None:
    wait_for_port(supervisor, port, "web")
    for _ in range(100):
        supervisor.look_after()
        try:
            urllib.request.urlopen(f"http://{HOST}:{port}/health/live", timeout=5).close()
            return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)


def greet(environment: dict[str, str], port: int, sandbox_port: int | None, seconds: float) -> None:
    site = f"http://localhost:{port}"
    payments = (
        f"http://localhost:{sandbox_port}/ (sandbox)"
        if sandbox_port
        else environment["STRIPE_API_BASE"]
    )
    say(
        f"""
Ready in {seconds:.0f} s.  Ctrl-C ends everything.
  Site      {site}/
  Editing   {site}/admin/
  E-mail    {site}/dev/mail/
  Payments  {payments}
"""
    )


if __name__ == "__main__":
    sys.exit(main())
