"""NSD and Unbound as Debian packs them: the same zones as at the simulator, on servers that the world runs."""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import dns.exception
import dns.message
import dns.query
import dns.zone

from portal.embedded.ports import Ports

ADDRESS = "127.0.0.1"
_READY_WITHIN = 30.0

NSD, UNBOUND = (shutil.which(each, path="/usr/sbin:/usr/local/sbin:/usr/bin") for each in ("nsd", "unbound"))


@dataclass(frozen=True, slots=True)
class DebianServers:
    """Ports on this machine: of the name server for every zone, and of the resolver."""

    authoritative: int
    recursive: int


@contextmanager
def debian_servers(
    folder: Path, zones: Sequence[dns.zone.Zone], trust: Sequence[str] = ()
) -> Iterator[DebianServers]:
    """`trust` are DNSKEY records in zone file form, whose zones the resolver validates."""
    ports = Ports.free()
    here = DebianServers(ports.simulator, ports.dns)
    texts = {zone.origin.to_text(): zone.to_text(relativize=False) for zone in zones if zone.origin}
    (folder / "nsd.conf").write_text(_nsd(folder, here, texts))
    (folder / "unbound.conf").write_text(_unbound(folder, here, texts, trust))
    commands = [
        [str(NSD), "-d", "-c", str(folder / "nsd.conf")],
        [str(UNBOUND), "-d", "-c", str(folder / "unbound.conf")],
    ]
    running = []
    with (folder / "servers.log").open("w") as log:
        try:
            running += [subprocess.Popen(each, stdout=log, stderr=log) for each in commands]
            for port in (here.authoritative, here.recursive):
                _wait_for(port, folder / "servers.log")
            yield here
        finally:
            for each in running:
                each.terminate()
            for each in running:
                each.wait(timeout=20)


def _nsd(folder: Path, here: DebianServers, texts: Mapping[str, str]) -> str:
    blocks = [
        f"""server:
  ip-address: {ADDRESS}@{here.authoritative}
  username: ""
  chroot: ""
  zonesdir: "{folder}"
  database: ""
  pidfile: "{folder}/nsd.pid"
  xfrdfile: "{folder}/xfrd.state"
  zonelistfile: "{folder}/zone.list"
  xfrdir: "{folder}"
  server-count: 1
remote-control:
  control-enable: no"""
    ]
    for number, (name, text) in enumerate(texts.items()):
        (folder / f"{number}.zone").write_text(text)
        blocks.append(f'zone:\n  name: "{name}"\n  zonefile: "{number}.zone"')
    return "\n".join(blocks) + "\n"


def _unbound(folder: Path, here: DebianServers, texts: Mapping[str, str], trust: Sequence[str]) -> str:
    anchors = "".join(f"\n  trust-anchor: '{each}'" for each in trust)
    server = f"""server:
  interface: {ADDRESS}
  port: {here.recursive}
  username: ""
  chroot: ""
  directory: "{folder}"
  pidfile: "{folder}/unbound.pid"
  use-syslog: no
  do-ip6: no
  do-not-query-localhost: no
  num-threads: 1
  module-config: "validator iterator"
  local-zone: "test." nodefault
  local-zone: "." static
  cache-max-negative-ttl: 1{anchors}
remote-control:
  control-enable: no"""
    known = "".join(f'\n  local-zone: "{name}" transparent' for name in texts)
    stubs = (f'stub-zone:\n  name: "{name}"\n  stub-addr: {ADDRESS}@{here.authoritative}' for name in texts)
    return "\n".join([server.replace("\nremote-control", f"{known}\nremote-control"), *stubs]) + "\n"


def _wait_for(port: int, log: Path) -> None:
    """Raises TimeoutError with the servers' log."""
    question = dns.message.make_query("dns-host.test", "SOA")
    deadline = time.monotonic() + _READY_WITHIN
    while time.monotonic() < deadline:
        try:
            dns.query.udp(question, ADDRESS, port=port, timeout=0.5)
            return
        except (OSError, dns.exception.Timeout):
            time.sleep(0.1)
    raise TimeoutError(log.read_text())
