"""Hand the boolean core of rule sets to other engines: Cedar and Rego, which then check ours, or stand in for it."""

from meetgate.interchange._cedar import ACTIONS, cedar_schema, to_cedar
from meetgate.interchange._core import Core, core_of
from meetgate.interchange._refusal import ExportError
from meetgate.interchange._rego import to_rego
from meetgate.interchange._request import Stated, request_json

__all__ = ["ACTIONS", "Core", "ExportError", "Stated", "cedar_schema", "core_of", "request_json", "to_cedar", "to_rego"]
