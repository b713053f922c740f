"""Lets `manage.py` by hand talk to what the last `make run` started; variables already set win."""

import json
import os
from pathlib import Path

NOTED = Path(__file__).resolve().parent.parent.parent / "var" / "dev-env.json"

if NOTED.exists():
    for name, value in json.loads(NOTED.read_text()).items():
        if not os.environ.get(name):
            os.environ[name] = value
