"""What can be watched for: one file for each kind, all with the same names, so that adding one is copying one.

See `alerts.kinds.form.Judge` for what each of them means. They know no database: what they look at is a series
(`alerts.series.Series`), the same whether it is of this hour or of a year that is over.
"""
