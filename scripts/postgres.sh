#!/usr/bin/env bash
# Runs a command with a throw-away Postgres server. The server is stopped and removed when the command ends or this
# script is killed.
#
#   scripts/postgres.sh COMMAND [ARGUMENT…]
#
#   scripts/postgres.sh psql
#   scripts/postgres.sh ctest --test-dir build/release -R postgres
#
# The server listens on a free port of 127.0.0.1, where it requires a password, and on a socket that only its owner
# may use. It runs as the calling user; if that is root, as the user postgres. The command finds it by libpq's
# variables (PGHOST, PGPORT, PGUSER, PGDATABASE), the tests by these:
#
#   SEEDBED_TEST_POSTGRES           the address of the socket
#   SEEDBED_TEST_POSTGRES_PASSWORD  the password of PGUSER, for addresses of 127.0.0.1
#   SEEDBED_TEST_POSTGRES_DATA      the data folder; the server's log is the file `log` beside it
#
# Tests that need a server of their own (tests/support/own_server.cpp) use the rest:
#
#   scripts/postgres.sh --create FOLDER [LINE…]           a server in this folder; lines for postgresql.conf
#   scripts/postgres.sh --start FOLDER                    then the files `port` and `password` say how to connect
#   scripts/postgres.sh --stop FOLDER [MODE]              fast or immediate
#   scripts/postgres.sh --mount FOLDER NAME MEGABYTES     a small file system FOLDER/NAME for a tablespace; status 3
#                                                         and the reason where that is not possible
#   scripts/postgres.sh --keep FOLDER                     when standard input ends, stops the server, removes FOLDER
set -euo pipefail
postgres_script=$(realpath "${BASH_SOURCE[0]}")
# shellcheck source=scripts/setup.sh
source "${postgres_script%/*}/setup.sh"

# The newest version that is installed; Debian keeps servers off PATH.
postgres_programs() {
  local folder on_path
  on_path=$(command -v initdb || true)
  for folder in "$(pg_config --bindir 2>/dev/null || true)" "${on_path%/*}" \
    $(find /usr/lib/postgresql -mindepth 2 -maxdepth 2 -name bin 2>/dev/null | sort -rV); do
    if [[ -x $folder/initdb ]]; then
      echo "$folder"
      return
    fi
  done
  say "no Postgres server is installed"
  return 1
}

# Runs one of the server's programs on a folder, as the user who owns it. Runs one at a time: a stop waits until a
# running start has ended. The server inherits neither the lock (9) nor the pipe that keeps it alive (8).
server_program() {
  local folder=$1 program=$2 user=()
  shift 2
  program=$(postgres_programs)/$program
  if [[ $(id -u) == 0 ]]; then user=(setpriv --reuid=postgres --regid=postgres --clear-groups --); fi
  (cd "$folder" && flock 9 && "${user[@]}" "$program" "$@" 8>&- 9>&-) 9>"$folder/lock"
}

# create_server FOLDER [LINE…]: with fsync off, a crash of the server loses nothing; a crash of the machine would.
create_server() {
  local folder=$1 password
  shift
  password=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
  echo "$password" >"$folder/password"
  if [[ $(id -u) == 0 ]]; then chown -R postgres: "$folder"; fi
  logged "$folder/initdb.log" server_program "$folder" initdb --pgdata "$folder/data" --username postgres \
    --encoding UTF8 --locale C --no-sync --auth-local trust --auth-host scram-sha-256 --pwfile "$folder/password" ||
    return 1
  cat >>"$folder/data/postgresql.conf" <<END
listen_addresses = '127.0.0.1'
unix_socket_directories = '$folder'
unix_socket_permissions = 0700
fsync = off
full_page_writes = off
timezone = 'UTC'
log_line_prefix = '%m [%p] %q%d %a: '
END
  printf '%s\n' "$@" >>"$folder/data/postgresql.conf"
}

# A port below the range of outgoing connections. If another process takes it first, start_server tries again.
free_port() {
  local port
  while true; do
    port=$((20000 + RANDOM % 12000))
    if ! (exec 7<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
      echo "$port"
      return
    fi
  done
}

# start_server FOLDER: uses the port of the previous start, if there was one.
start_server() {
  local folder=$1 port attempts=10
  port=$(cat "$folder/port" 2>/dev/null) || port=
  if [[ -n $port ]]; then attempts=1; fi
  for ((; attempts > 0; --attempts)); do
    : "${port:=$(free_port)}"
    if server_program "$folder" pg_ctl start --pgdata "$folder/data" --log "$folder/log" --options "-p $port" \
      --wait --timeout 120 >"$folder/start.log" 2>&1; then
      echo "$port" >"$folder/port"
      return
    fi
    if ! grep -qs 'could not bind' "$folder/log"; then break; fi
    port=
  done
  say "Postgres does not start:"
  tail -n 20 "$folder/start.log" "$folder/log" >&2 || true
  return 1
}

# stop_server FOLDER [fast|immediate]
stop_server() {
  local folder=$1 mode=${2:-fast}
  server_program "$folder" pg_ctl stop --pgdata "$folder/data" --mode "$mode" --wait --timeout 120 --silent
}

mount_in_server() {
  local folder=$1 name=$2 megabytes=$3 said
  if [[ $(id -u) != 0 ]]; then
    echo "only root can mount a small file system"
    return 3
  fi
  mkdir "$folder/$name"
  if ! said=$(mount -t tmpfs -o "size=${megabytes}m,mode=700,uid=$(id -u postgres),gid=$(id -g postgres)" \
    tmpfs "$folder/$name" 2>&1); then
    rmdir "$folder/$name"
    echo "no small file system can be mounted here: $said"
    return 3
  fi
}

# keep_server FOLDER: outlives the process at the other end of standard input, however that process ends.
keep_server() {
  local folder=$1 mounted
  trap '' INT TERM HUP
  cat >/dev/null
  if [[ -d $folder/data ]]; then stop_server "$folder" immediate >/dev/null 2>&1 || true; fi
  while read -r _ mounted _; do
    if [[ $mounted == "$folder"/* ]]; then umount "$mounted" || umount --lazy "$mounted"; fi
  done </proc/mounts
  rm -rf --one-file-system "$folder"
}

release_server() {
  exec 8>&-
  # A shell that is ended by a signal cannot wait for its children.
  wait "$postgres_keeper" 2>/dev/null || while kill -0 "$postgres_keeper" 2>/dev/null; do sleep 0.05; done
}

# with_postgres COMMAND…: runs in this shell, so that the server ends with it.
with_postgres() {
  local folder status=0
  folder=$(mktemp -d "${TMPDIR:-/tmp}/seedbed-postgres.XXXXXX")
  if [[ ${#folder} -gt 85 ]]; then  # the path of a socket has 107 bytes at most
    rmdir "$folder"
    folder=$(mktemp -d /tmp/seedbed-postgres.XXXXXX)
  fi
  # In a session of its own: signals to this shell's process group do not reach it.
  exec 8> >(exec setsid "$BASH" "$postgres_script" --keep "$folder" >/dev/null)
  postgres_keeper=$!
  trap release_server EXIT
  unset "${!PG@}"
  if ! create_server "$folder" || ! start_server "$folder"; then return 1; fi
  export PGHOST=$folder PGPORT PGUSER=postgres PGDATABASE=postgres PGPASSFILE=$folder/none
  PGPORT=$(cat "$folder/port")
  export SEEDBED_TEST_POSTGRES="postgresql://$PGUSER@/$PGDATABASE?host=${folder//\//%2F}&port=$PGPORT"
  export SEEDBED_TEST_POSTGRES_DATA=$folder/data SEEDBED_TEST_POSTGRES_PASSWORD
  SEEDBED_TEST_POSTGRES_PASSWORD=$(cat "$folder/password")
  "$@" 8>&- || status=$?
  trap - EXIT
  release_server
  return "$status"
}

if [[ ${BASH_SOURCE[0]} == "$0" ]]; then
  case ${1:-} in
    --create) create_server "${@:2}" ;;
    --start) start_server "${@:2}" ;;
    --stop) stop_server "${@:2}" ;;
    --mount) mount_in_server "${@:2}" ;;
    --keep) keep_server "${@:2}" ;;
    '' | --help) sed -n '2,27s/^# \{0,1\}//p' "$0" ;;
    -*) say "there is no option $1"; exit 2 ;;
    *) install_postgres; with_postgres "$@" ;;
  esac
fi
