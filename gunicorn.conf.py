"""Gunicorn's settings, read from where it is started: two ports, logs as the rest has them, counters of all processes."""

import gc
import os
import shutil
import tempfile
from pathlib import Path

from portal import logs

_host, _port, _internal = (
    os.environ.get("HOST", "0.0.0.0"),
    os.environ.get("PORT", "8000"),
    int(os.environ.get("INTERNAL_PORT") or 0),
)

bind = [f"{_host}:{_port}"] + ([f"{_host}:{_internal}"] if _internal else [])
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = 4
# Requests under way may end; the longest waits for DNS some seconds.
graceful_timeout = 30
# A heartbeat file on a disk that is busy would look like a dead worker.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108
logconfig_dict = logs.config(os.environ.get("LOG_LEVEL", "INFO"))

# Each worker writes its counts into files of this folder, and whichever is asked adds them up. New for every start.
_counts = tempfile.mkdtemp(prefix="portal-counts-")
os.environ["PROMETHEUS_MULTIPROC_DIR"] = _counts


def post_worker_init(worker: object) -> None:
    """What has been loaded by now stays for good: looking through it for garbage would take 90 ms, again and again."""
    gc.collect()
    gc.freeze()


def child_exit(server: object, worker: object) -> None:
    from prometheus_client.multiprocess import mark_process_dead

    mark_process_dead(worker.pid)  # type: ignore[attr-defined]


def on_exit(server: object) -> None:
    shutil.rmtree(_counts, ignore_errors=True)
