"""Words about cameras: what is done to them and what they are told."""

DEVICES: dict[str, tuple[str, str]] = {
    "activity.kind.device": ("カメラ", "Cameras"),
    "activity.device.connected": ("{about}を接続", "Connected {about}"),
    "activity.device.claimed": ("届いた{about}を登録", "Claimed {about}"),
    "activity.device.renamed": ("{about}の名前を変更", "Renamed {about}"),
    "activity.device.installed": ("{about}の対象メーターを追加", "Put {about} over another meter"),
    "activity.device.taken_off": ("{about}の対象メーターを解除", "Took {about} off a meter"),
    "activity.device.settings": ("{about}の撮影設定を変更", "Changed the settings of {about}"),
    "activity.device.asleep": ("{about}を休止", "Put {about} to sleep"),
    "activity.device.awake": ("{about}を再開", "Woke {about}"),
    "activity.device.stopped": ("{about}を停止", "Stopped {about}"),
    "activity.device.token_made": ("{about}のトークンを発行", "Made a token for {about}"),
    "activity.device.token_revoked": ("{about}のトークンを失効", "Revoked a token of {about}"),
    "activity.device.told_shoot": ("{about}に撮影を指示", "Told {about} to take a photograph"),
    "activity.device.told_report": ("{about}に状態の報告を指示", "Asked {about} for a report"),
    "activity.device.told_restart": ("{about}に再起動を指示", "Told {about} to restart"),
    "activity.device.told_renew_token": ("{about}にトークンの更新を指示", "Told {about} to renew its token"),
    "activity.device.told_wipe": ("{about}に初期化を指示", "Told {about} to wipe itself"),
}
