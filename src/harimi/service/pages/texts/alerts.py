"""What people do with rules and alerts, as the list of activities says it."""

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
}
