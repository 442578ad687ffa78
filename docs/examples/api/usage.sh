#!/bin/sh
# What was used day by day, of every register.
#   HARIMI_URL=https://harimi.example HARIMI_TOKEN=hk_… sh usage.sh
set -eu
ask() { curl --fail-with-body --silent --show-error "$HARIMI_URL/api/v1/$1" -H "Authorization: Bearer $HARIMI_TOKEN"; }
ask "registers?limit=500" | tr ',{' '\n\n' | sed -n 's/^"id":"\([0-9a-f-]*\)"$/\1/p' | while read -r register; do
  echo "$register"
  ask "registers/$register/usage?each=day&since=2026-04-01T00:00:00%2B09:00"
  echo
done
