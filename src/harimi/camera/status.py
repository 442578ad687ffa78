"""How a camera is, in plain words: for a person at its machine."""

from collections.abc import Iterator
from datetime import UTC, datetime

from harimi.camera.config import Config
from harimi.camera.diary import Diary
from harimi.camera.program import runs
from harimi.camera.schedule import next_due
from harimi.camera.settings import SettingsStore
from harimi.camera.tokens import Tokens
from harimi.camera.waiting import waiting_named


def status(config: Config) -> list[str]:
    """Lines. Only looks: it may be asked while the camera runs."""
    diary, settings = Diary(config.state / "diary.json"), SettingsStore(config.state / "settings.json")
    return [*_now(config), *_photographs(config, diary, settings), *_trouble(config, diary)]


def _now(config: Config) -> Iterator[str]:
    yield f"service       {config.url}"
    yield "program       runs" if runs(config.state) else "program       does not run; start it: systemctl start harimi-camera"
    if not Tokens(config.token_file).current:
        if config.unit_key_file is None:
            yield f"token         none; make one in My Account, then: harimi camera setup --config {config.path}"
        else:
            yield "token         none yet; claim this camera in My Account by the code on its box"


def _photographs(config: Config, diary: Diary, settings: SettingsStore) -> Iterator[str]:
    kept = settings.current
    folder = config.state / "waiting"
    waiting = sorted(path.name for path in folder.iterdir() if waiting_named(path.name)) if folder.is_dir() else []
    first = waiting_named(waiting[0]) if waiting else None
    since = "" if first is None else f", the oldest of {_local(first.taken_at, settings)}"
    yield f"waiting       {len(waiting)} photographs{since}"
    yield f"last taken    {_local(diary.moment('last_shot'), settings)}"
    yield f"last sent     {_local(diary.moment('last_sent'), settings)}"
    if kept.asleep:
        yield "next          none: it sleeps, as set in My Account"
    elif config.source.kind == "folder" and not config.source.newest:
        yield "next          whenever a photograph comes into the folder"
    else:
        yield f"next          {_local(next_due(kept, datetime.now(UTC)), settings)}"


def _trouble(config: Config, diary: Diary) -> Iterator[str]:
    if diary.get("thinned"):
        yield f"given up      {diary.get('thinned')} photographs for lack of room; raise state.limit_mb or see to the network"
    for name, what in (("refused", "the service will never take"), ("damaged", "are damaged; check the disk")):
        folder = config.state / name
        count = sum(path.suffix != ".txt" for path in folder.iterdir()) if folder.is_dir() else 0
        if count:
            yield f"{name:<13} {count} photographs that {what}; the reason is beside each in {folder}"
    drift = diary.get("drift_s")
    if isinstance(drift, int | float) and abs(drift) > 60:
        yield f"clock         {drift:+.0f} s off; set it: timedatectl set-ntp true"
    if diary.get("last_failure"):
        yield f"no photograph {diary.get('last_failure')} ({diary.get('last_failure_at')}); try: harimi camera shot"
    if diary.get("error"):
        yield f"to do         {diary.get('error')}"
    elif diary.get("last_error"):
        yield f"last error    {diary.get('last_error')} ({diary.get('last_error_at')}); it is over"


def _local(moment: datetime | None, settings: SettingsStore) -> str:
    return "none" if moment is None else moment.astimezone(settings.current.zone).strftime("%Y-%m-%d %H:%M:%S %Z")
