"""The texts of the face editor's own scripts."""

from harimi.service.meters.states import COLOURS
from harimi.service.pages.texts import text

PLAIN = (
    *(
        "trying",
        "add_point",
        "remove_point",
        "drums",
        "segments",
        "dial",
        "scale",
        "row_hint",
        "dial_hint",
        "scale_hint",
        "shows",
        "shows_surface",
        "shows_float",
        "counts",
        "counts_added",
        "counts_taken",
        "lamp",
        "flag",
        "lamp_hint",
        "flag_hint",
        "lamp_kind",
        "shows_now",
        "unsaid",
        "forget_look",
        *(f"colour_{name}" for name in ("any", *COLOURS)),
        "clockwise",
        "anticlockwise",
    ),
    *(
        "direction",
        "weight",
        "name",
        "digits",
        "decimals",
        "decimals_read",
        "signed",
        "signed_unknown",
        "signed_yes",
        "signed_no",
    ),
    *("padded", "signs", "signs_hint", "add_sign", "remove_sign", "lit", "unlit", "snapped", "snapped_not"),
    *("dials_none", "no_answer", "copy_saved"),
)
NUMBERED = ("way", "corner", "point", "point_value", "sign", "dials_found")
COUNTED = ("summary", "copying", "copied")
STATES = ("estimated", "uncertain", "unreadable")


def words() -> dict[str, str]:
    """Texts by the end of their key; `{n}` and the like are left to the script."""
    return (
        {name: text(f"face.{name}") for name in PLAIN}
        | {name: text(f"face.{name}", n="{n}") for name in NUMBERED}
        | {name: text(f"face.{name}", state="{state}") for name in ("colour_of", "look_kept")}
        | {f"state_{state}": text(f"state.{state}") for state in STATES}
        | {name: text(f"face.{name}", n="{n}", total="{total}") for name in COUNTED}
    )
