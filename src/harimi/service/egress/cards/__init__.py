"""The card provider (Stripe): what it is asked and told. No card's number comes here: people type it on its own page."""
