"""The kinds of window, and what a refused call is told, over HTTP."""

from __future__ import annotations

import time

import pytest

from tests.simulator_process import SimulatorProcess, eventually

from .conftest import Account

_HAIR = 0.02


def _statuses(account: Account, count: int) -> list[int]:
    return [account.call("GET", "/addresses").status_code for _ in range(count)]


def _wait_for_a_period_to_begin(period: float) -> None:
    """By the clock that both processes share; leaves nearly the whole period for what follows."""
    time.sleep(period - time.time() % period + _HAIR)


def test_it_counts_by_the_clock_in_fixed_windows(simulator: SimulatorProcess) -> None:
    account = Account(simulator, limit=2, period=1.0, window="fixed")
    for _ in range(2):
        _wait_for_a_period_to_begin(1.0)
        assert _statuses(account, 3) == [200, 200, 429]


def test_it_lets_two_windows_meet_in_one_period(simulator: SimulatorProcess) -> None:
    account = Account(simulator, limit=3, period=2.0, window="fixed")
    _wait_for_a_period_to_begin(2.0)
    time.sleep(1.4)
    assert _statuses(account, 3) == [200] * 3
    _wait_for_a_period_to_begin(2.0)
    assert _statuses(account, 3) == [200] * 3
    found = simulator.sim("fullest-minute", account=account.id, seconds="2")
    assert found["calls"] == 6


def test_it_lets_calls_drop_out_of_a_leaky_bucket_one_by_one(simulator: SimulatorProcess) -> None:
    account = Account(simulator, limit=3, period=1.8, window="leaky")
    assert _statuses(account, 4) == [200] * 3 + [429]
    time.sleep(0.6)
    assert _statuses(account, 2) == [200, 429]


def test_it_lets_refused_calls_count_too(simulator: SimulatorProcess) -> None:
    account = Account(simulator, limit=1, period=1.0, refused_count=True)
    assert _statuses(account, 1) == [200]
    for _ in range(4):
        time.sleep(0.4)
        assert _statuses(account, 1) == [429]
    time.sleep(1.0)
    assert _statuses(account, 1) == [200]


@pytest.mark.parametrize("window", ["sliding", "fixed", "leaky"])
def test_it_accepts_who_waits_as_long_as_it_says(simulator: SimulatorProcess, window: str) -> None:
    account = Account(simulator, limit=2, period=1.0, window=window)
    for _ in range(2):
        eventually(lambda: account.call("GET", "/addresses").status_code == 429)
        time.sleep(int(account.call("GET", "/addresses").headers["Retry-After"]))
        assert _statuses(account, 1) == [200]


@pytest.mark.parametrize("text", ["0", "-1", "1000000000", "Wed, 21 Oct 2015 07:28:00 GMT", "soon"])
def test_it_sends_any_advice_with_a_refusal(simulator: SimulatorProcess, text: str) -> None:
    account = Account(simulator, limit=1, retry_after=text)
    account.call("GET", "/addresses")
    assert account.call("GET", "/addresses").headers["Retry-After"] == text


def test_it_sends_no_advice_at_all(simulator: SimulatorProcess) -> None:
    account = Account(simulator, limit=1, retry_after="none")
    account.call("GET", "/addresses")
    assert "Retry-After" not in account.call("GET", "/addresses").headers


def test_it_counts_anew_in_another_kind_of_window(simulator: SimulatorProcess) -> None:
    account = Account(simulator, limit=1)
    assert _statuses(account, 2) == [200, 429]
    assert simulator.sim(f"accounts/{account.id}", "PATCH", {"window": "leaky"})["calls"] == []
    assert _statuses(account, 2) == [200, 429]
