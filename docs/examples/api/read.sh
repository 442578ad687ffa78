#!/bin/sh
# What does this photograph show? Nothing of it is kept.
#   HARIMI_URL=https://harimi.example HARIMI_TOKEN=hk_… sh read.sh photo.jpg
set -eu
curl --fail-with-body --silent --show-error "$HARIMI_URL/api/v1/read" \
  -H "Authorization: Bearer $HARIMI_TOKEN" \
  -F "photo=@$1" -F kind=segments -F digits=8 -F decimals=2 -F unit=kWh
