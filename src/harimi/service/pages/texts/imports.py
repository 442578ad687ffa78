"""Texts of importing tables."""

IMPORTS: dict[str, tuple[str, str]] = {
    "imports.title": ("取り込み", "Import"),
    "imports.which": ("取り込む内容", "What to import"),
    "imports.meters": ("場所・入居者・メーター", "Places, tenants and meters"),
    "imports.readings": ("過去の検針値", "Past readings"),
    "imports.one": ("過去の検針値", "Past readings"),
    "imports.many": ("過去の検針値", "Past readings"),
    "imports.meters_lead": (
        "台帳のCSV・Excelから、場所・入居者・メーターをまとめて登録します。製造番号、または場所とメーター名が同じものは更新されます。",
        "Registers places, tenants and meters from a CSV or Excel list. A meter with the same serial number, "
        "or the same place and name, is updated.",
    ),
    "imports.many_lead": (
        "これまでの検針値をまとめて取り込み、使用量を計算します。どのメーターの値かは、製造番号、または場所とメーター名で指定します。",
        "Brings in past readings of many meters and counts what was used. A row says by serial number, "
        "or by place and meter, whose it is.",
    ),
    "imports.one_lead": (
        "このメーターの過去の検針値を取り込み、使用量を計算します。",
        "Brings in past readings of this meter and counts what was used.",
    ),
    "imports.nothing_yet": (
        "送信しても、すぐには登録されません。次の画面で1行ずつの結果を確認できます。",
        "Nothing is written yet: the next page shows what each row would do.",
    ),
    "imports.file": ("ファイル", "File"),
    "imports.file_hint": (
        "CSV または Excel(.xlsx)、{most} MB・20,000行まで",
        "CSV or Excel (.xlsx), up to {most} MB and 20,000 rows",
    ),
    "imports.send": ("内容を確認する", "Check the rows"),
    "imports.template": ("ひな形", "Template"),
    "imports.template_hint": (
        "見本が2行入っています。見本は消してお使いください。",
        "With two rows as examples; replace them by yours.",
    ),
    "imports.columns": ("使える列", "Columns"),
    "imports.columns_hint": (
        "1行目に列の名前を書いてください。順番は自由です。空欄の項目は変更されません。",
        "The first row names the columns, in any order. An empty cell changes nothing.",
    ),
    "imports.meters_hint": (
        "新しいメーターには種類(ドラム・液晶・文字盤・指針)が必要です。指針には最小と最大、ほかは桁数(小数を含む)も入力してください。",
        "A new meter needs its kind (drums, segments, dials or dial), a dial its lowest and highest value, "
        "the others their digits (decimals included).",
    ),
    "imports.needed": ("必須", "needed"),
    "imports.times": (
        "日時は場所の時刻として読み取ります(+09:00 のような表記があればそれに従います)。日付だけの場合は 0:00 とします。",
        "Times are those of the place, unless they carry an offset such as +09:00. A day alone means 0:00.",
    ),
    "imports.recent": ("最近の取り込み", "Lately"),
    "imports.recent_hint": ("送信したファイルの内容は1日で削除されます。", "What was sent is deleted after a day."),
    "imports.state.waiting": ("確認待ち", "To confirm"),
    "imports.state.running": ("取り込み中", "Under way"),
    "imports.state.done": ("完了", "Done"),
    "imports.state.failed": ("中止", "Ended"),
    "imports.preview": ("取り込み内容の確認", "Check before importing"),
    "imports.preview_lead": ("まだ何も登録されていません。", "Nothing is written yet."),
    "imports.for": ("組織", "Organization"),
    "imports.new": ("新規", "New"),
    "imports.changed": ("変更", "Changed"),
    "imports.same": ("同じ", "The same"),
    "imports.kept": ("既存の値を残す", "Other value kept"),
    "imports.problem": ("問題", "Problems"),
    "imports.left_out": ("除いた行", "Left out"),
    "imports.row": ("行", "Row"),
    "imports.why": ("理由", "Why"),
    "imports.what": ("内容", "What"),
    "imports.first": ("最初の {most} 行を表示しています。", "The first {most} rows are shown."),
    "imports.problems_csv": ("問題のある行をすべてダウンロード(CSV)", "All rows with problems (CSV)"),
    "imports.ignored": ("使われない列: {names}", "Columns that are not used: {names}"),
    "imports.midnights": ("日付だけの {count} 行は 0:00 の値とします。", "Rows that name a day alone ({count}) count as 0:00."),
    "imports.leave_out": (
        "問題のある {count} 行を除いて、ほかの行を取り込む",
        "Leave out rows with problems ({count}) and import the others",
    ),
    "imports.replace": (
        "すでに登録されている値も、ファイルの値に置き換える(元の値は履歴に残ります)",
        "Replace values that are there already by those of the file (the old ones stay in the history)",
    ),
    "imports.confirm": ("{count} 行を取り込む", "Import rows: {count}"),
    "imports.confirm_all": ("取り込む", "Import"),
    "imports.discard": ("取り消す", "Discard"),
    "imports.discarded": ("取り込みを取り消しました。何も登録されていません。", "Discarded. Nothing was written."),
    "imports.again": ("ファイルを選び直す", "Choose another file"),
    "imports.nothing_to_do": (
        "登録や変更が必要な行はありません。",
        "There is nothing to write: no row says anything new.",
    ),
    "imports.problems_left": (
        "問題のある行があります。ファイルを直して送り直すか、その行を除いて取り込んでください。",
        "Some rows have problems. Correct the file and send it again, or have these rows left out.",
    ),
    "imports.running": ("取り込み中です", "Importing"),
    "imports.running_hint": (
        "このページを閉じても処理は続きます。",
        "You may close this page; it goes on.",
    ),
    "imports.refresh": ("表示を更新", "Show how far it is"),
    "imports.done": ("取り込みが完了しました", "Imported"),
    "imports.failed": ("取り込めませんでした", "Not imported"),
    "imports.fault.changed": (
        "確認のあとに登録内容が変わり、問題のある行が出てきました。何も登録していません。もう一度ファイルを送信してください。",
        "What is registered changed since you checked, and some rows have problems now. Nothing was written. "
        "Please send the file again.",
    ),
    "imports.fault.not_allowed": (
        "取り込みに必要な権限がなくなりました。何も登録していません。",
        "You may no longer do this. Nothing was written.",
    ),
    "imports.fault.broken": (
        "処理中に問題が起きたため中止しました。途中までの行は登録されています。同じファイルをもう一度送ると、残りの行だけが取り込まれます。",
        "Something went wrong on our side. Some rows may be written; send the same file again, and only the others are.",
    ),
    "imports.see_meters": ("メーターの一覧を見る", "See the meters"),
    "imports.see_sites": ("場所を見る", "See the places"),
    "imports.see_curve": ("使用量のグラフを見る", "See the curve"),
    "imports.more": ("続けて取り込む", "Import more"),
    "imports.no_camera": (
        "登録されたメーターにはまだカメラがつながっていません(カメラ未接続)。カメラは各メーターの設定から追加できます。",
        "No camera watches the new meters yet. Add one on the settings of each.",
    ),
    "imports.no_camera_yet": ("カメラ未接続", "No camera yet"),
    "imports.settings_hint": (
        "カメラを付ける前の検針値も、CSV・Excelから取り込めます。",
        "Readings from before the camera can be imported from CSV or Excel.",
    ),
    "imports.empty_hint": (
        "台帳のCSV・Excelからまとめて登録することもできます。",
        "You can also register many at once from a CSV or Excel list.",
    ),
    "imports.nothing": ("(なし)", "(none)"),
    "imports.yes": ("はい", "yes"),
    "imports.no": ("いいえ", "no"),
    "imports.kind.drums": ("ドラム", "drums"),
    "imports.kind.segments": ("液晶", "segments"),
    "imports.kind.dials": ("文字盤", "dials"),
    "imports.kind.dial": ("指針", "dial"),
    "imports.kind.lamps": ("ランプ", "lamps"),
    "imports.kind.scale": ("液面", "scale"),
    "imports.file.none": ("ファイルを選択してください。", "Choose a file."),
    "imports.file.empty": ("ファイルに何も書かれていません。", "There is nothing in the file."),
    "imports.file.no_rows": ("列の名前だけで、行がありません。", "The file names columns, but has no rows."),
    "imports.file.too_large": (
        "ファイルが大きすぎます。{most} MB 以下に分けてください。",
        "The file is too large. Split it below {most} MB.",
    ),
    "imports.file.too_large_inside": (
        "展開したときに大きすぎるExcelファイルです。必要なシートだけを残すか、CSVで保存してください。",
        "The Excel file is too large once it is unpacked. Keep only the sheet that is needed, or save it as CSV.",
    ),
    "imports.file.too_many_rows": (
        "行が多すぎます。{most} 行以下に分けてください。",
        "Too many rows. Split the file below {most} rows.",
    ),
    "imports.file.too_many_columns": ("列が多すぎます({most} 列まで)。", "Too many columns (at most {most})."),
    "imports.file.old_excel": (
        "古い形式(.xls)またはパスワード付きのExcelファイルです。Excelで開き、パスワードを外して「Excel ブック(.xlsx)」または"
        "「CSV UTF-8」で保存してください。",
        "This is an old Excel file (.xls) or one with a password. Open it in Excel, remove the password and save it as “Excel "
        "workbook (.xlsx)” or “CSV UTF-8”.",
    ),
    "imports.file.broken_excel": (
        "Excelファイルを開けませんでした。Excelで開いて保存し直すか、CSVで保存してください。",
        "The Excel file cannot be opened. Open it in Excel and save it again, or save it as CSV.",
    ),
    "imports.file.no_table": (
        "CSVでもExcel(.xlsx)でもないファイルです。",
        "This is neither a CSV nor an Excel (.xlsx) file.",
    ),
    "imports.file.encoding": (
        "文字を読み取れませんでした。CSV(UTF-8)またはExcel(.xlsx)で保存してください。",
        "The text cannot be read. Save it as CSV (UTF-8) or Excel (.xlsx).",
    ),
    "imports.file.broken": (
        'CSVの {row} 行目付近で引用符(")が閉じていません。',
        'Near line {row} of the CSV a quotation mark (") is not closed.',
    ),
    "imports.file.missing": ("必要な列がありません: {names}", "Columns that are needed are missing: {names}"),
    "imports.file.twice": ("同じ意味の列が2つあります: {names}", "Two columns mean the same: {names}"),
    "imports.problem.empty": ("空欄です", "Empty"),
    "imports.problem.too_long": ("長すぎます({most} 文字まで)", "Too long (at most {most} characters)"),
    "imports.problem.not_a_number": ("数値ではありません", "Not a number"),
    "imports.problem.comma": (
        "カンマが小数点か桁区切りか分かりません。小数点は「.」にしてください",
        "The comma may mean either; write decimals with a point",
    ),
    "imports.problem.not_whole": ("{least}〜{most} の整数で入力してください", "A whole number from {least} to {most}"),
    "imports.problem.not_positive": ("0より大きい数値にしてください", "Must be above zero"),
    "imports.problem.too_much": ("数値が大きすぎるか、細かすぎます", "Too large, or too many decimals"),
    "imports.problem.not_a_day": ("日付を読み取れません(例: 2026-01-31)", "Not a date; write it like 2026-01-31"),
    "imports.problem.not_a_moment": (
        "日時を読み取れません(例: 2026-01-31 09:00)",
        "Not a date and time; write it like 2026-01-31 09:00",
    ),
    "imports.problem.never": (
        "夏時間の始まりのため、この時刻はありません({zone})",
        "Clocks skip this time where summer time begins ({zone})",
    ),
    "imports.problem.twice": (
        "夏時間の終わりで2回ある時刻です({zone})。+01:00 のように時差を付けてください",
        "Clocks show this time twice ({zone}); add an offset such as +01:00",
    ),
    "imports.problem.future": ("未来の日時です", "Yet to come"),
    "imports.problem.no_zone": ("このタイムゾーンはありません(例: Asia/Tokyo)", "No such time zone; write one like Asia/Tokyo"),
    "imports.problem.other_zone": (
        "この場所のタイムゾーンは {zone} です。変更は場所のページで行ってください",
        "This place is in {zone}; change that on the page of the place",
    ),
    "imports.problem.no_kind": (
        "種類は「ドラム」「液晶」「文字盤」「指針」のいずれかです",
        "Must be drums, segments, dials or dial",
    ),
    "imports.problem.no_choice": ("「はい」か「いいえ」で入力してください", "Must be yes or no"),
    "imports.problem.needs_digits": ("桁数を入力してください", "Say how many digits there are"),
    "imports.problem.needs_range": (
        "指針のメーターには、目盛りの最小と最大が必要です",
        "A dial needs the lowest and the highest value of its scale",
    ),
    "imports.problem.more_decimals": ("小数の桁数が全体の桁数を超えています", "More decimals than digits"),
    "imports.problem.since_alone": ("入居者の列も入力してください", "Name the tenant too"),
    "imports.problem.twice_in_file": ("ファイルの中に同じものが2つあります", "Stands twice in the file"),
    "imports.problem.same_moment": ("{row} 行目と同じ日時です", "The same moment as in row {row}"),
    "imports.problem.several_there": (
        "当てはまるメーターが複数あります。製造番号で指定してください",
        "Several meters fit; name the serial number",
    ),
    "imports.problem.several_registers": (
        "計量が複数あるメーターです。メーターのページから取り込んでください",
        "This meter counts several things; import on its own page",
    ),
    "imports.problem.no_meter": ("当てはまるメーターがありません", "No meter fits"),
    "imports.problem.fixed": (
        "登録済みのメーターでは変更できません(現在: {now})",
        "Cannot be changed for a registered meter (now: {now})",
    ),
    "imports.problem.other_serial": (
        "登録済みの製造番号は {now} です。交換した場合は、メーターのページで交換を記録してください",
        "Registered as {now}; if the meter was exchanged, record that on its page",
    ),
    "imports.problem.taken": (
        "その日にはすでに別の利用期間が登録されています",
        "The meter was somebody’s at that time already",
    ),
    "imports.problem.impossible": ("このメーターでは表示できない値です", "More than this meter can show"),
    "imports.problem.finer": ("小数は {decimals} 桁までです", "At most {decimals} {decimals:decimal|decimals}"),
    "imports.problem.fell": (
        "直前の値 {other}({other_at})より小さくなっています。値が正しければ、先にメーターの交換を記録してください"
        "(0に戻った場合は桁数の設定をご確認ください)",
        "Below {other} of {other_at}. If it is right, record the exchange of the meter first; "
        "if the counter passed its zero, check its digits",
    ),
    "imports.problem.leapt": (
        "次の値 {other}({other_at})より大きく、前後と合いません。桁の誤りではありませんか",
        "Above {other} of {other_at}, and does not fit those around it. A figure too many?",
    ),
    "imports.problem.above_later": (
        "登録済みの値 {other}({other_at})より大きくなっています。値が正しければ、先にメーターの交換を記録してください",
        "Above {other} of {other_at}, which is there already. If it is right, record the exchange of the meter first",
    ),
    "activity.kind.imports": ("取り込み", "Imports"),
    "activity.imports.meters": ("メーターの取り込み({count} 行)", "Imported meters (rows: {count})"),
    "activity.imports.readings": ("過去の検針値の取り込み({count} 行)", "Imported past readings (rows: {count})"),
    "page.import_meters": ("メーターの取り込み", "Importing meters"),
    "page.import_readings": ("検針値の取り込み", "Importing readings"),
    "page.import_meter_readings": ("検針値の取り込み", "Importing readings of a meter"),
    "page.import_upload": ("取り込み内容の確認", "Checking an import"),
    "page.import_problems": ("取り込みの問題一覧", "Problems of an import"),
    "page.import_template": ("取り込みのひな形", "A template for importing"),
    "kept.meters_upload": ("取り込みで送信したファイルの内容", "What was sent to be imported"),
}
