"""A page in headless Chromium: what its own script finds out once all is laid out."""

import json
import os
import re
import shutil
import subprocess
from base64 import b64decode
from urllib.parse import unquote

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = ("--headless", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync",
         "--disable-extensions", "--hide-scrollbars", "--dump-dom")


def program():
    """The browser; without one the test is skipped."""
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    return found or pytest.skip("needs chromium")


def measured(page, script, folder):
    """The value of a script's expression in a page, which is HTML; the page is laid out but never shown."""
    finish = f"<script>document.body.innerHTML='<pre>'+btoa(encodeURIComponent(JSON.stringify({script})))+'</pre>'</script>"
    path = folder / "page.html"
    path.write_text(f"<!doctype html><meta charset=utf-8><body>{page}{finish}", encoding="utf-8")
    root = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    command = [program(), *FLAGS, *root, f"--user-data-dir={folder / 'profile'}", path.as_uri()]
    dom = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True).stdout
    return json.loads(_decoded(re.search(r"<pre>([A-Za-z0-9+/=]*)</pre>", dom)[1]))


def _decoded(text):
    return unquote(b64decode(text).decode("ascii"))
