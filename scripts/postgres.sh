#!/usr/bin/env bash
# A throw-away PostgreSQL server for tests: its own user, a temporary directory, a spare port on loopback, no fsync.
#
#   scripts/postgres.sh COMMAND…     runs COMMAND with TEST_DATABASE_URL set and stops the server afterwards
#   source scripts/postgres.sh       gives postgres_start (sets and exports TEST_DATABASE_URL) and postgres_stop
#
# Uses the newest server found; without one, and as root on Debian, installs the package `postgresql`.

postgres_directory=''

postgres_binaries() {
  local candidates=()
  [ -n "$(command -v postgres)" ] && candidates+=("$(dirname "$(command -v postgres)")")
  local directory
  for directory in /usr/lib/postgresql/*/bin /opt/homebrew/opt/postgresql*/bin; do
    [ -x "$directory/postgres" ] && candidates+=("$directory")
  done
  [ ${#candidates[@]} -eq 0 ] || printf '%s\n' "${candidates[@]}" | sort -V | tail -n 1
}

postgres_install() {
  [ "$(id -u)" = 0 ] && [ -n "$(command -v apt-get)" ] || return 1
  local install='apt-get install -y -qq --no-install-recommends'
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq >&2 && $install postgresql-common >&2 || return 1
  # Debian would start a cluster of its own; only the binaries are wanted.
  sed -i 's/^#\? *create_main_cluster.*/create_main_cluster = false/' /etc/postgresql-common/createcluster.conf
  $install postgresql >&2
}

# PostgreSQL refuses to run as root.
postgres_as_owner() {
  if [ "$(id -u)" = 0 ]; then (cd "$postgres_directory" && setpriv --reuid=nobody --regid="$(id -g nobody)" --clear-groups "$@"); else "$@"; fi
}

# A port that the kernel just gave out and took back.
postgres_spare_port() {
  node -e 'const s = require("node:net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); });'
}

postgres_start() {
  local binaries port attempt
  binaries="$(postgres_binaries)"
  if [ -z "$binaries" ] && postgres_install; then binaries="$(postgres_binaries)"; fi
  if [ -z "$binaries" ]; then
    echo 'postgres.sh: no PostgreSQL server found, and none could be installed' >&2
    return 1
  fi
  # In /tmp, which another user can reach; TMPDIR may be root's own.
  postgres_directory="$(mktemp -d /tmp/digi-cadence-postgres.XXXXXX)" || return 1
  [ "$(id -u)" != 0 ] || chown nobody "$postgres_directory"
  postgres_as_owner "$binaries/initdb" -D "$postgres_directory/data" -U digicadence --auth=trust --encoding=UTF8 \
    --no-sync >"$postgres_directory/initdb.log" 2>&1 || { cat "$postgres_directory/initdb.log" >&2; postgres_stop; return 1; }
  # The spare port may be taken before the server binds it: then another one.
  for attempt in 1 2 3; do
    port="$(postgres_spare_port)" || { postgres_stop; return 1; }
    if postgres_as_owner "$binaries/pg_ctl" -D "$postgres_directory/data" -w -t 60 -l "$postgres_directory/server.log" \
      -o "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off -c full_page_writes=off -c synchronous_commit=off -c max_connections=200" \
      start >/dev/null 2>&1; then
      export TEST_DATABASE_URL="postgres://digicadence@127.0.0.1:$port/postgres"
      postgres_pg_ctl="$binaries/pg_ctl"
      return 0
    fi
  done
  cat "$postgres_directory/server.log" >&2
  postgres_stop
  return 1
}

postgres_stop() {
  [ -n "$postgres_directory" ] || return 0
  [ -z "${postgres_pg_ctl:-}" ] || postgres_as_owner "$postgres_pg_ctl" -D "$postgres_directory/data" -m immediate -w stop >/dev/null 2>&1 || true
  rm -rf "$postgres_directory"
  postgres_directory=''
  unset TEST_DATABASE_URL
}

if [ "${BASH_SOURCE[0]}" = "$0" ]; then
  if [ $# -eq 0 ]; then
    echo 'usage: scripts/postgres.sh COMMAND…   (or source it)' >&2
    exit 2
  fi
  trap postgres_stop EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM
  postgres_start || exit 1
  "$@"
fi
