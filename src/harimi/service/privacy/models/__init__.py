"""What the privacy app keeps, one subject a file."""

from harimi.service.privacy.models.acceptance import Acceptance as Acceptance
from harimi.service.privacy.models.answers import PolicyAnswer as PolicyAnswer
from harimi.service.privacy.models.audit import AuditAnchor as AuditAnchor
from harimi.service.privacy.models.audit import AuditEvent as AuditEvent
from harimi.service.privacy.models.audit import AuditHead as AuditHead
from harimi.service.privacy.models.choices import Choice as Choice
from harimi.service.privacy.models.collected import AccessDevice as AccessDevice
from harimi.service.privacy.models.collected import AccessLog as AccessLog
from harimi.service.privacy.models.collected import AnonymousId as AnonymousId
from harimi.service.privacy.models.publications import PolicyPublication as PolicyPublication
from harimi.service.privacy.models.publications import TermsPublication as TermsPublication
from harimi.service.privacy.models.recipients import Recipient as Recipient
from harimi.service.privacy.models.recipients import SubEntrustee as SubEntrustee
from harimi.service.privacy.models.recipients import Supervision as Supervision
from harimi.service.privacy.models.reviews import PolicyReview as PolicyReview
from harimi.service.privacy.models.subjects import Subject as Subject
from harimi.service.privacy.models.subjects import SubjectKey as SubjectKey
