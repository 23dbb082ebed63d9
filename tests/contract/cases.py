"""Requests made up by Schemathesis from a description, and sent to the simulator about things that are there.

What is made up is the same in every run: one case for each rule of the description, kept and broken, then a few more
of each kind by Hypothesis, derandomized.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import count
from typing import Any, TypeAlias

import hypothesis
import requests
import schemathesis
from hypothesis import HealthCheck, Phase
from schemathesis import Case, GenerationMode
from schemathesis.checks import CheckFunction, not_a_server_error
from schemathesis.core.parameters import ParameterLocation
from schemathesis.core.result import Ok
from schemathesis.openapi import from_dict
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
)

from tests.contract.descriptions import Spec
from tests.contract.scenario import Stage

Operation: TypeAlias = APIOperation[Any, Any, Any, Any]

_EXAMPLES = 15
_TARGET = {"target": "https://app.example.com/in", "target_format": "json+n"}
_MESSAGE = {"from": "post@harbor.test", "to": "ann@example.net", "cc": "bob@example.net", "plain": "Hello"}
_ALLOWED = {"domain": ".", "from": ".", "to": ".", "cc": ".", "plain": "", "target": "https?://"}
"""What a description asks of these texts, as patterns of their beginnings."""
_ALWAYS: list[CheckFunction] = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
_SAME_EVERY_TIME = hypothesis.settings(
    max_examples=_EXAMPLES,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def operations(spec: Spec) -> dict[str, Operation]:
    """By their labels, such as "GET /addresses"."""
    found = from_dict(spec, config=_config()).get_all_operations()
    return {each.ok().label: each.ok() for each in found if isinstance(each, Ok)}


def _config() -> schemathesis.Config:
    """Without keys, which the sender brings, and without methods that no description has."""
    config = schemathesis.Config()
    config.projects.default.generation.with_security_parameters = False
    config.projects.default.phases.coverage.unexpected_methods = set()
    return config


class Sender:
    """Sends cases to the simulator with a right key; where a part of a case is sound, it names what is there."""

    def __init__(self, stage: Stage) -> None:
        self.statuses: set[int] = set()
        self._stage = stage
        self._session = requests.Session()
        self._session.trust_env = False
        self._numbers = count()
        self._zone = stage.zone()
        for name in ("@", "*"):
            stage.simulator.publish(self._zone, name, "MX", "10 client1.cloudmailin.net")
        self._ids = dict(self._things())
        self._outbound = stage.outbound()

    def send_all(self, operation: Operation) -> None:
        """Raises AssertionError when an answer is not as described."""
        for case in operation.schema.iter_coverage_cases(
            operation,
            generation_modes=list(GenerationMode),
            generation_config=operation.schema.config.generation,
        ):
            self.send(case)
        for mode in GenerationMode:
            self._send_made_up(operation, mode)

    def send(self, case: Case[Operation]) -> None:
        """Raises AssertionError when the answer is not as described."""
        self._bring_to_life(case)
        who = self._outbound if case.path == "/messages" else self._stage.mine
        response = case.call_and_validate(
            base_url=self._stage.simulator.api_url(who.account),
            session=self._session,
            headers={"Authorization": who.authorization},
            checks=_ALWAYS if _has_odd_page(case) else [*_ALWAYS, negative_data_rejection],
            timeout=20,
        )
        self.statuses.add(response.status_code)

    def close(self) -> None:
        self._session.close()

    def _send_made_up(self, operation: Operation, mode: GenerationMode) -> None:
        @hypothesis.given(case=operation.as_strategy(generation_mode=mode))
        @_SAME_EVERY_TIME
        def send(case: Case[Operation]) -> None:
            self.send(case)

        try:
            send()
        except hypothesis.errors.Unsatisfiable:
            assert mode is GenerationMode.NEGATIVE  # where nothing is asked for, nothing can be wrong

    def _things(self) -> Iterator[tuple[str, str]]:
        """An id for each kind of path."""
        call = self._stage.call
        address = call("POST", "/addresses", _TARGET).content["id"]
        yield "addresses", address
        name = {"domain": self._zone}
        yield "custom_domains", call("POST", "/custom_domains", name, address_id=address).content["id"]
        domain = call("POST", "/sending_domains", name).content
        self._stage.publish(self._zone, domain)
        yield "sending_domains", domain["id"]
        server = self._stage.outbound()
        yield "outbound_messages", call("POST", "/messages", _MESSAGE, by=server).content["id"]

    def _bring_to_life(self, case: Case[Operation]) -> None:
        if _is_sound(case, ParameterLocation.QUERY) and "address_id" in case.query:
            case.query["address_id"] = self._ids["addresses"]
        if _is_sound(case, ParameterLocation.PATH) and case.path_parameters:
            id_ = self._ids[case.path.split("/")[1]]
            case.path_parameters = dict.fromkeys(case.path_parameters, id_)
        if isinstance(case.body, dict):
            self._fill_in(case.body, every_time=not _is_sound(case, ParameterLocation.BODY))

    def _fill_in(self, body: dict[str, Any], *, every_time: bool) -> None:
        """Put what the simulator accepts in place of made-up texts that the description allows, which are no names.

        Every time in bad bodies, so that these are refused for what is bad about them; else every other time.
        """
        number = next(self._numbers)
        if every_time or number % 2 == 0:
            fitting = {"domain": f"n{number}.{self._zone}", **_MESSAGE, **_TARGET}
            body.update({name: fitting[name] for name in _ALLOWED if _is_allowed(name, body.get(name))})


def _is_allowed(name: str, value: object) -> bool:
    return isinstance(value, str) and re.match(_ALLOWED[name], value, re.DOTALL) is not None


def _is_sound(case: Case[Operation], location: ParameterLocation) -> bool:
    component = case.meta.components.get(location) if case.meta else None
    return component is not None and component.mode is GenerationMode.POSITIVE


def _has_odd_page(case: Case[Operation]) -> bool:
    """This one bad thing need not be refused: no list has an answer for it, so a choice is made of what it means."""
    return "page" in case.query and not _is_sound(case, ParameterLocation.QUERY)
