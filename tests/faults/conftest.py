"""Says in the end how many crash points were tried, whichever processes ran the tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _pytest.terminal import TerminalReporter


def pytest_terminal_summary(terminalreporter: TerminalReporter) -> None:
    passed = terminalreporter.stats.get("passed", [])
    points = [value for report in passed for name, value in report.user_properties if name == "crash points"]
    if points:
        terminalreporter.write_line(f"{sum(points)} crash points tried, all recovered.")
