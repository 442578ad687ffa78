"""Figures about the use of the service (clause 2-3(1)): from devices and logs, about nobody in particular."""
