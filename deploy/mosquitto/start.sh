#!/bin/sh
# Mosquitto reads its accounts anew when it is told to; they change whenever a camera comes or goes.
until [ -f /accounts/acl ] && [ -f /accounts/passwords ]; do sleep 1; done
mosquitto -c /mosquitto/config/mosquitto.conf &
server=$!
trap 'kill $server' TERM INT
read_at=$(cat /accounts/acl /accounts/passwords | cksum)
while kill -0 $server 2>/dev/null; do
  sleep 5
  now=$(cat /accounts/acl /accounts/passwords | cksum)
  [ "$now" = "$read_at" ] || kill -HUP $server
  read_at=$now
done
