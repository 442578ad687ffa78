"""How the machine is: battery, radio, temperature, room. What it does not have is left out."""

import platform
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from harimi import __version__
from harimi.camera.config import Config


@dataclass(frozen=True)
class Machine:
    """`root` is where /sys and /proc lie."""

    config: Config
    root: Path = Path("/")

    def report(self, waiting: int, drift_s: float | None) -> dict[str, Any]:
        """What the service's /report takes."""
        told = {
            "model": self.config.model or self._text("proc/device-tree/model") or self._text("sys/class/dmi/id/product_name"),
            "os": f"{platform.system()} {platform.release()}"[:80],
            "firmware": f"harimi {__version__}",
            "serial": self.config.serial or self._text("proc/device-tree/serial-number"),
            "battery_percent": self.battery(),
            "rssi_dbm": self.signal(),
            "temperature_c": self.temperature(),
            "clock_drift_s": None if drift_s is None else round(drift_s),
            "free_mb": shutil.disk_usage(self.config.state).free // 10**6,
            "waiting": waiting,
        }
        return {name: value for name, value in told.items() if value not in (None, "")}

    def battery(self) -> int | None:
        """Percent: from the configured file, else from the first battery that the kernel knows."""
        if self.config.battery:
            return _whole(_read(Path(self.config.battery)), 0, 100)
        for supply in sorted((self.root / "sys/class/power_supply").glob("*")):
            if _read(supply / "type") == "Battery":
                return _whole(_read(supply / "capacity"), 0, 100)
        return None

    def signal(self) -> int | None:
        """dBm of the first radio."""
        for line in self._text("proc/net/wireless", most=2000).splitlines()[2:]:
            words = line.split()
            if len(words) > 3:
                return _whole(words[3].rstrip("."), -200, 50)
        return None

    def temperature(self) -> int | None:
        """Degrees Celsius of the first sensor."""
        milli = _whole(self._text("sys/class/thermal/thermal_zone0/temp"), -100_000, 200_000)
        return None if milli is None else round(milli / 1000)

    def _text(self, path: str, most: int = 80) -> str:
        return _read(self.root / path, most)


def _read(path: Path, most: int = 80) -> str:
    try:
        return "".join(
            mark for mark in path.read_text("utf-8", errors="replace").strip("\0 \n") if mark.isprintable() or mark == "\n"
        )[:most]
    except OSError:
        return ""


def _whole(text: str, least: int, most: int) -> int | None:
    try:
        number = round(float(text))
    except ValueError:
        return None
    return number if least <= number <= most else None
