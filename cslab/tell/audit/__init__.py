"""The audit of a reel: whose voices it holds, beside all interviews and all customers."""

from cslab.tell.audit.counting import Felt, audit_reel
from cslab.tell.audit.result import COLUMNS, ReelAudit
from cslab.tell.audit.warn import LIMITS

__all__ = ["COLUMNS", "LIMITS", "Felt", "ReelAudit", "audit_reel"]
