"""A month of readings as a file, sent by mail or laid into a folder of the customer's; again where a month was corrected."""
