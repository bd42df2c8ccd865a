"""QTI 2.1 packages."""

from __future__ import annotations

from schemas.export import ExportCreate
from service.exports.plan import Plan
from service.exports.qti_common import Dialect, package
from service.exports.report import Ledger

QTI21 = Dialect(
    hyphens=False,
    namespace="http://www.imsglobal.org/xsd/imsqti_v2p1",
    schema="http://www.imsglobal.org/xsd/qti/qtiv2p1/imsqti_v2p1.xsd",
    package="http://www.imsglobal.org/xsd/imscp_v1p1",
    named=("QTIv2.1 Package", "1.0.0"),
    types=("imsqti_item_xmlv2p1", "imsqti_test_xmlv2p1"),
)


def write(plan: Plan, order: ExportCreate, ledger: Ledger) -> bytes:
    """The ZIP file."""
    return package(plan, QTI21, ledger)
