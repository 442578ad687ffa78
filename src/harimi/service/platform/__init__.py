"""No business words: blobs, jobs and leases, outbox, clock, money, crypto, the MAC chain, metrics, limits."""
