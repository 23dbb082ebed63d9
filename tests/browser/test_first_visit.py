"""What the first visit of a domain's page costs with nothing in the cache, and that nothing in it jumps."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Browser, Page, expect

from portal.embedded.ports import Ports
from portal.seeds import LABELS
from tests.browser.conftest import sign_in

MOST_BYTES = 90_000
MOST_REQUESTS = 6

SHIFTS = """() => new Promise(resolve => {
  let total = 0;
  new PerformanceObserver(list => { for (const each of list.getEntries()) total += each.value; })
    .observe({ type: "layout-shift", buffered: true });
  setTimeout(() => resolve(total), 500);
})"""


def test_the_first_visit_is_light_and_nothing_jumps(
    visit: Callable[..., Page], chromium: Browser, ports: Ports
) -> None:
    page = sign_in(visit())
    page.get_by_role("link", name="support.acme-tools.test").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("support.acme-tools.test")
    url, known = page.url, page.context.storage_state()
    page.goto("/help/records/")  # ask nothing meanwhile
    cold = chromium.new_context(base_url=f"http://{LABELS[0].host}:{ports.web}", storage_state=known)
    fresh = cold.new_page()
    received: list[dict[str, Any]] = []
    asked: list[str] = []
    network = cold.new_cdp_session(fresh)
    network.send("Network.enable")
    network.on("Network.requestWillBeSent", lambda event: asked.append(event["request"]["url"]))
    network.on("Network.loadingFinished", lambda event: received.append(event))
    fresh.goto(url, wait_until="load")
    shifted = fresh.evaluate(SHIFTS)
    counted = [each for each in asked if "/live/" not in each and not each.startswith("data:")]
    cold.close()
    assert sum(each["encodedDataLength"] for each in received) <= MOST_BYTES
    assert len(counted) <= MOST_REQUESTS, counted
    assert shifted == 0
