"""Alerts: what people do with them, as the list of activities says it, and what each kind tells, filled by its figures."""

ALERTS: dict[str, tuple[str, str]] = {
    "activity.kind.rule": ("アラートの条件", "Rules of alerts"),
    "activity.rule.made": ("アラートの条件「{about}」を追加", "Added the rule {about}"),
    "activity.rule.changed": ("アラートの条件「{about}」を変更", "Changed the rule {about}"),
    "activity.rule.switched_on": ("アラートの条件「{about}」を有効化", "Switched the rule {about} on"),
    "activity.rule.switched_off": ("アラートの条件「{about}」を無効化", "Switched the rule {about} off"),
    "activity.rule.deleted": ("アラートの条件を削除", "Deleted a rule of alerts"),
    "activity.kind.alert": ("アラート", "Alerts"),
    "activity.alert.acknowledged": ("「{about}」のアラートの対応を開始", "Acknowledged an alert of {about}"),
    "activity.alert.snoozed": ("「{about}」のアラートを保留", "Snoozed an alert of {about}"),
    "activity.alert.ended": ("「{about}」のアラートを終了", "Ended an alert of {about}"),
    "fleet.job.judge": ("アラートの判定", "judge what is watched"),
    "fleet.job.wake alerts": ("アラートの再通知と追加のお知らせ", "wake alerts"),
    "alert.level.warning": ("警告", "Warning"),
    "alert.level.alarm": ("警報", "Alarm"),
    "alert.level.limit.warning": ("管理値", "Control limit"),
    "alert.level.limit.alarm": ("規格値", "Specification limit"),
    "alert.kind.limit": ("値の上下限", "Limits of a value"),
    "alert.kind.usage": ("使用量の上下限", "Limits of usage"),
    "alert.kind.change": ("使用量の増減", "Change of usage"),
    "alert.kind.continuous": ("漏水・漏えいの疑い(流れ続け)", "Continuous flow (leak)"),
    "alert.kind.no_flow": ("使用なし", "No flow"),
    "alert.kind.spike": ("使用量の急増", "Sudden spike"),
    "alert.kind.unusual": ("ふだんと違う使い方", "Unusual for this meter"),
    "alert.kind.lamp": ("ランプ・表示の状態", "State of a lamp"),
    "alert.kind.silence": ("カメラからの通信途絶", "Silent camera"),
    "alert.kind.battery": ("カメラの電池残量", "Battery of a camera"),
    "alert.kind.moved": ("カメラのずれ", "Moved camera"),
    "alert.kind.unreadable": ("読み取り不能", "Unreadable"),
    "alert.kind.expiry": ("検定の有効期限", "Legal end of a meter"),
    "alert.why.limit.upper": (
        "値 {value} {unit} が上限 {limit} {unit} を超えました",
        "{value} {unit} is above the limit of {limit} {unit}",
    ),
    "alert.why.limit.lower": (
        "値 {value} {unit} が下限 {limit} {unit} を下回りました",
        "{value} {unit} is below the limit of {limit} {unit}",
    ),
    "alert.why.usage.upper": (
        "使用量 {value} {unit} が上限 {limit} {unit} を超えました",
        "{value} {unit} were used, more than the limit of {limit} {unit}",
    ),
    "alert.why.usage.lower": (
        "使用量 {value} {unit} が下限 {limit} {unit} に届きませんでした",
        "{value} {unit} were used, less than the limit of {limit} {unit}",
    ),
    "alert.why.change": (
        "使用量が {before} {unit} から {used} {unit} になりました({percent}%)",
        "Usage went from {before} {unit} to {used} {unit} ({percent} %)",
    ),
    "alert.why.continuous": (
        "{hours}時間以上、止まることなく流れ続けています。最も少ない時間帯でも1時間に {least} {unit} 流れています",
        "Something has flowed for {hours} hours without a rest; at its least {least} {unit} an hour",
    ),
    "alert.why.no_flow": ("{hours}時間、メーターが進んでいません", "The meter has not moved for {hours} hours"),
    "alert.why.spike": (
        "1時間に {used} {unit} 使われました。ふだん最も多い1時間は {most} {unit} です",
        "{used} {unit} were used in an hour; the largest hour of an ordinary week is {most} {unit}",
    ),
    "alert.why.unusual": (
        "{from}から{to}までの使用量は {used} {unit} でした。"
        "この曜日・時間帯のふだんの使用量は {usual_low}〜{usual_high} {unit} です(直近{weeks}週間)",
        "{used} {unit} were used from {from} to {to}; usual at these hours of the week is {usual_low} to {usual_high} {unit}"
        " (the last {weeks} weeks)",
    ),
    "alert.why.lamp": ("「{lamp}」が「{lamp_state}」になりました", "“{lamp}” shows “{lamp_state}”"),
    "alert.why.silence": (
        "{hours}時間、カメラから写真が届いていません",
        "No photograph has come from the camera for {hours} hours",
    ),
    "alert.why.battery": (
        "カメラの電池残量は {battery_percent}% です",
        "The camera’s battery stands at {battery_percent} %",
    ),
    "alert.why.moved": ("カメラの向きがずれているか、前に物があります", "The camera has moved, or something stands before it"),
    "alert.why.unreadable": (
        "{hours}時間、{pictures}枚続けて写真を読み取れていません",
        "{pictures} photographs in a row, over {hours} hours, could not be read",
    ),
    "alert.why.expiry": ("検定の有効期限は {expires_on} です", "The meter may be used for bills until {expires_on}"),
    "alert.more": ("このほかに{more}回、同じ状態がありました", "It was so {more} more times before"),
}
