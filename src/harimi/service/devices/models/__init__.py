"""Cameras, which meters they watch, what they are told to do, and what they tell."""

from harimi.service.devices.models.device import Device, DeviceToken, Frame, Installation
from harimi.service.devices.models.order import Order
from harimi.service.devices.models.reported import DeviceHealth, DeviceLog, DeviceReport

__all__ = ["Device", "DeviceHealth", "DeviceLog", "DeviceReport", "DeviceToken", "Frame", "Installation", "Order"]
