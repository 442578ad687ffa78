"""Rows of privacy, a file per subject."""

from harimi.service.privacy.models.publications import PolicyPublication, TermsPublication

__all__ = ["PolicyPublication", "TermsPublication"]
