"""What cameras tell of themselves."""

from django.db import models

from harimi.service.devices.models.device import Device


class DeviceReport(models.Model):
    """What a camera said that it is and how it is doing (clause 1(2)①). Only with its organization's consent (clause 3-1).

    Its clock is `clock_drift_s` seconds ahead of ours; `waiting` photographs have not been sent yet.
    """

    device = models.ForeignKey(Device, models.CASCADE, related_name="reports")
    at = models.DateTimeField(auto_now_add=True)
    model = models.CharField(max_length=80, blank=True)
    os = models.CharField(max_length=80, blank=True)
    firmware = models.CharField(max_length=40, blank=True)
    serial = models.CharField(max_length=80, blank=True)
    battery_percent = models.PositiveSmallIntegerField(null=True)
    rssi_dbm = models.SmallIntegerField(null=True)
    temperature_c = models.SmallIntegerField(null=True)
    clock_drift_s = models.IntegerField(null=True)
    free_mb = models.PositiveIntegerField(null=True)
    waiting = models.PositiveIntegerField(null=True)

    class Meta:
        indexes = [models.Index(fields=["device", "at"])]


class DeviceHealth(models.Model):
    """What follows from a camera's reports: when its battery will be empty at the pace of the last weeks."""

    device = models.OneToOneField(Device, models.CASCADE, primary_key=True, related_name="health")
    at = models.DateTimeField()
    battery_percent = models.PositiveSmallIntegerField(null=True)
    battery_empty_on = models.DateField(null=True)


class DeviceLog(models.Model):
    """One thing that happened to a camera (clause 1(2)②): codes and a number of its own, no free text."""

    class Level(models.TextChoices):
        DEBUG = "debug"
        INFO = "info"
        WARNING = "warning"
        ERROR = "error"

    class Event(models.TextChoices):
        STARTED = "started"
        STOPPED = "stopped"
        UPDATED = "updated"
        PHOTOGRAPH_TAKEN = "photograph_taken"
        PHOTOGRAPH_SENT = "photograph_sent"
        PHOTOGRAPH_REFUSED = "photograph_refused"
        CAMERA_FAILED = "camera_failed"
        NETWORK_LOST = "network_lost"
        NETWORK_BACK = "network_back"
        CLOCK_SET = "clock_set"
        POWER_LOW = "power_low"
        POWER_BACK = "power_back"
        STORAGE_FULL = "storage_full"
        LAMP_FAILED = "lamp_failed"
        FAULT = "fault"

    device = models.ForeignKey(Device, models.CASCADE, related_name="log")
    at = models.DateTimeField()
    level = models.CharField(max_length=8, choices=Level.choices)
    event = models.CharField(max_length=24, choices=Event.choices)
    code = models.IntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["device", "at"])]
        constraints = [models.UniqueConstraint(fields=["device", "at", "event", "code"], name="a_line_is_kept_once")]
