"""QTI 3.0 packages."""

from __future__ import annotations

from schemas.export import ExportCreate
from service.exports.plan import Plan
from service.exports.qti_common import Dialect, package
from service.exports.report import Ledger

QTI30 = Dialect(
    hyphens=True,
    namespace="http://www.imsglobal.org/xsd/imsqtiasi_v3p0",
    schema="https://purl.imsglobal.org/spec/qti/v3p0/schema/xsd/imsqti_asiv3p0_v1p0.xsd",
    package="http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1",
    named=("QTI Package", "3.0.0"),
    types=("imsqti_item_xmlv3p0", "imsqti_test_xmlv3p0"),
)


def write(plan: Plan, order: ExportCreate, ledger: Ledger) -> bytes:
    """The ZIP file."""
    return package(plan, QTI30, ledger)
