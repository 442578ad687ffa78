"""What consumers are told before they order: Act on Specified Commercial Transactions, article 11."""

from harimi.service.privacy.profile_parts import Part, Words

REQUIRED = ("extra_costs", "payment_methods", "payment_time", "delivery", "term", "returns")
"""Article 11 of the act and article 23 of its ordinance; seller, address and prices stand elsewhere already."""


class Commerce(Part):
    """`consumers = false` for an operator who sells to businesses alone, of whom the act asks nothing (article 26(1)(i)).

    `seller` and `in_charge` are the operator and its representative unless told. `extra_costs` are those beside the price, such
    as postage and what a network costs; `term` is how long a contract runs and how it goes on, `returns` how it is cancelled
    and what is taken back; `environment` is what somebody needs for it to work.
    """

    consumers: bool = True
    seller: Words = Words()
    in_charge: Words = Words()
    extra_costs: Words = Words()
    payment_methods: Words = Words()
    payment_time: Words = Words()
    delivery: Words = Words()
    term: Words = Words()
    returns: Words = Words()
    environment: Words = Words()

    def gaps(self) -> list[str]:
        """What a consumer has to be told and is not."""
        return [f"commerce.{name}" for name in REQUIRED if self.consumers and not getattr(self, name)]
