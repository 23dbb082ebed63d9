"""A whole demo of its own, and Debian's Chromium to visit it with."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from portal.embedded.ports import Ports
from portal.seeds import LABELS, PASSWORD, STAFF
from tests.embedded import environment_of_a_user

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@contextmanager
def running_demo(folder: Path) -> Iterator[Ports]:
    """A demo on ports and in a folder of its own, as `make demo` starts it. Raises RuntimeError."""
    ports = Ports.free()
    environment = {
        **environment_of_a_user(),
        "PORT": str(ports.web),
        "DEMO_FOLDER": str(folder),
        "EMAIL_URL": f"filemail:///{folder}/letters",
    }
    output = folder / "output"
    with output.open("w") as written:
        demo = subprocess.Popen(
            [sys.executable, "manage.py", "demo"], env=environment, stdout=written, stderr=written
        )
    try:
        _wait_for(output, demo)
        yield ports
    finally:
        demo.send_signal(signal.SIGTERM)
        demo.wait(60)


@contextmanager
def launched() -> Iterator[Browser]:
    """Debian's Chromium, or Chrome. Raises RuntimeError where there is none."""
    path = shutil.which("chromium") or shutil.which("google-chrome")
    if path is None:
        raise RuntimeError("Chromium is not installed; `make browser` does that.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo's, with the `letters` that it sends."""
    return tmp_path_factory.mktemp("demo")


@pytest.fixture(scope="session")
def ports(folder: Path) -> Iterator[Ports]:
    """One demo for all: each test has domains and people of its own."""
    with running_demo(folder) as ports:
        yield ports


def _wait_for(output: Path, demo: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 240
    while "Ready." not in output.read_text():
        if demo.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"The demo did not start.\n{output.read_text()}")
        time.sleep(0.2)


@contextmanager
def launched_or_skipped() -> Iterator[Browser]:
    """Where there is no Chromium the test is skipped, and fails where tests alone are what the machine is for."""
    try:
        with launched() as browser:
            yield browser
    except RuntimeError as error:
        if os.environ.get("CI"):
            pytest.fail(str(error))
        pytest.skip(str(error))


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Playwright keeps an event loop running, so it is stopped before tests that bring their own."""
    with launched_or_skipped() as browser:
        yield browser


@pytest.fixture
def visit(chromium: Browser, ports: Ports) -> Iterator[Callable[..., Page]]:
    """Open a brand's site in a new profile; anything the browser complains about fails the test."""
    complaints: list[str] = []
    contexts = []

    def open_site(brand: int = 0, **options: Any) -> Page:
        url = f"http://{LABELS[brand].host}:{ports.web}"
        context = chromium.new_context(base_url=url, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
        return page

    yield open_site
    for context in contexts:
        context.close()
    assert complaints == []


def sign_in(page: Page, brand: int = 0, customer: int = 0) -> Page:
    page.goto("/login/")
    page.get_by_label("E-mail address").fill(LABELS[brand].customers[customer].email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Domains")).to_be_visible()
    return page


def enter_console(page: Page, ports: Ports) -> Page:
    """Staff sign in. The demo asks them for no second step."""
    page.goto(f"http://console.localhost:{ports.web}/login/")
    page.get_by_label("E-mail address").fill(STAFF)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Dashboard")).to_be_visible()
    return page
