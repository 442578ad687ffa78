"""What workers do about cards."""

from harimi.service.payments.cards import charging, events, leaving, refunding
from harimi.service.platform.jobs import offer, offer_tidying
from harimi.service.readings.chores import DAILY, Every


def offer_cards() -> None:
    """Called once Django has started."""
    offer("hear of cards", events.handle_one, events.waiting)
    offer("charge a card", charging.charge_one, charging.waiting)
    offer("give back to a card", refunding.refund_one, refunding.waiting)
    offer("let a card go", leaving.leave_one, leaving.waiting)
    offer_tidying(charging.plan)
    offer_tidying(events.forget_old)
    offer_tidying(Every("ask the card provider", DAILY, events.reconcile).do_if_due)
