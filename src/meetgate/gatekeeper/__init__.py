"""Let the stages meet: rules, catalogue, context, engine and audit log come together here and nowhere else."""

from meetgate.gatekeeper._gatekeeper import Gatekeeper, Request

__all__ = ["Gatekeeper", "Request"]
