"""Texts of the list of meters and of a new one."""

METERS: dict[str, tuple[str, str]] = {
    "meters.title": ("メーター一覧", "Meters"),
    "meters.new": ("メーターを登録", "Register a meter"),
    "meters.empty": (
        "メーターはまだありません。最初の1台を写真から登録しましょう。",
        "No meters yet. Register the first one from a photograph.",
    ),
    "meters.no_picture": ("写真はまだありません", "No photograph yet"),
    "meters.needs_face": ("表示部の設定が必要です", "Its display must be marked"),
    "meters.no_reading": ("まだ読み取りがありません", "Nothing read yet"),
    "new.title": ("メーターを登録", "Register a meter"),
    "new.lead": (
        "メーターの正面から、表示部がはっきり写った写真を1枚選んでください。",
        "Choose one photograph that shows the meter’s display clearly, from the front.",
    ),
    "new.photo": ("写真", "Photograph"),
    "new.name": ("メーターの名前", "Name of the meter"),
    "new.site": ("場所", "Place"),
    "new.kind": ("表示の種類", "Kind of display"),
    "new.kind.drums": ("数字が回るカウンター", "Drums: printed figures that roll"),
    "new.kind.segments": ("液晶・LEDのデジタル表示", "Digital display (LCD or LED)"),
    "new.kind.dials": ("時計型の小さな文字盤(0〜9)の列", "A row of small clock dials, 0 to 9"),
    "new.kind.dial": ("指針(針)と目盛り", "A pointer over a scale"),
    "new.kind.scale": (
        "液面・温度計・棒状の表示など、まっすぐな目盛り",
        "A straight scale: a level, a thermometer, a bar, a float",
    ),
    "new.kind.lamps": (
        "ランプ・表示片・スイッチ(点灯、色、向き)",
        "Lamps, flags, switches: what is lit, in which colour, which way",
    ),
    "new.states": (
        "名前(1 行に 1 つ。状態に名前があれば「ポンプ: 停止, 運転」のように続けます)",
        "Names, one a line; states may be named too, as in “Pump: stopped, runs”",
    ),
    "new.states_hint": (
        "左から順に書いてください。状態の名前に色(赤、黄、緑、青、白)が入っていれば、色で見分けます。例:「状態: 消灯, 緑, 赤」",
        "In order from the left. States that are named after colours (red, amber, green, blue, white) are told apart by "
        "colour, as in “State: off, green, red”.",
    ),
    "new.states.none": ("ランプの名前を 1 つ以上入力してください。", "Name at least one lamp."),
    "new.states.too_many": ("1 台に登録できるランプは 15 個までです。", "One meter has 15 lamps at most."),
    "new.states.twice": ("同じ名前のランプがあります。", "Two lamps have the same name."),
    "new.states.states": (
        "状態の名前は、異なるものを 2〜10 個、コンマで区切って書いてください。",
        "States of a lamp are 2 to 10 different names with commas between them.",
    ),
    "new.states.long": ("名前は 1〜40 文字にしてください。", "Names have 1 to 40 letters."),
    "new.unit": ("単位", "Unit"),
    "new.digits": ("桁数(小数を含む。文字盤の場合は個数)", "Digits, decimals included (or how many clock dials)"),
    "new.decimals": ("うち小数の桁数", "Of these, decimals"),
    "new.low": ("目盛りの最小値", "Lowest value of the scale"),
    "new.high": ("目盛りの最大値", "Highest value of the scale"),
    "new.counts_up": ("積算値(増え続ける値)", "A counter: the value only rises"),
    "new.max_per_hour": ("1時間に増える最大量(任意)", "The most it can rise in an hour (optional)"),
    "new.submit": ("次へ: 表示部を指定", "Next: mark the display"),
    "new.needs_digits": ("桁数を入力してください。", "Say how many digits there are."),
    "new.needs_range": (
        "目盛りの最小値と最大値を、小さい順に入力してください。",
        "Give the lowest and the highest value of the scale, in that order.",
    ),
    "new.decimals_fit": ("小数の桁数は全体の桁数以下にしてください。", "There cannot be more decimals than digits."),
    "new.bad_photo": (
        "この写真は使えません。JPEG、PNG、WebP、HEIF のいずれかの写真を選び直してください。",
        "This photograph cannot be used. Choose a JPEG, PNG, WebP or HEIF picture.",
    ),
}
