"""Everything that payments keep."""

from harimi.service.payments.models.cards import CardDispute, CardEvent, CardLeft, CardPayment, CardRefund, KeptCard

__all__ = ["CardDispute", "CardEvent", "CardLeft", "CardPayment", "CardRefund", "KeptCard"]
