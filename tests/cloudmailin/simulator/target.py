"""A customer's application: a real HTTP server that keeps what it gets and answers what it is told."""

from __future__ import annotations

import http.server
import json
import threading
import time
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from typing import Any


@dataclass
class Got:
    """One request. A form's fields by name, its files as (file name, content type, content)."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def form(self) -> tuple[dict[str, str], dict[str, list[tuple[str, str, bytes]]]]:
        """Read with the standard library, which has no part in the writing."""
        whole = message_from_bytes(
            f"Content-Type: {self.headers['content-type']}\r\n\r\n".encode() + self.body
        )
        fields: dict[str, str] = {}
        files: dict[str, list[tuple[str, str, bytes]]] = {}
        for part in whole.get_payload():
            assert isinstance(part, Message)
            name = str(part.get_param("name", header="content-disposition"))
            content = part.get_payload(decode=True)
            assert isinstance(content, bytes)
            if file_name := part.get_filename():
                files.setdefault(name, []).append((file_name, part.get_content_type(), content))
            else:
                fields[name] = content.decode()
        return fields, files


@dataclass
class Told:
    """What to answer. `seconds`: how long to wait before it."""

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    seconds: float = 0


class Target:
    def __init__(self) -> None:
        self.got: list[Got] = []
        self.answers: list[Told] = []
        target = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                headers = {name.lower(): value for name, value in self.headers.items()}
                target.got.append(Got(self.path, headers, body))
                told = target.answers.pop(0) if target.answers else Told()
                time.sleep(told.seconds)
                self.send_response(told.status)
                for name, value in told.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(told.body)))
                self.end_headers()
                self.wfile.write(told.body)

            def log_message(self, format: str, *args: object) -> None:
                """Silence."""

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self._server.server_port
        self.url = f"http://127.0.0.1:{self.port}/in"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def answer(self, *statuses: int) -> None:
        self.answers += [Told(status) for status in statuses]

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
