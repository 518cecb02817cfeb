# shellcheck shell=bash
# Sourced by portal.sh and tests/databases.sh: private PostgreSQL and MariaDB servers in directories of their own.
# Sockets only, in a directory that only their user enters. Needs run_user (empty: the caller) and as_user from there.
# SPDX-License-Identifier: Apache-2.0

pg_bin()
{
    local newest
    newest=$(printf '%s\n' /usr/lib/postgresql/*/bin | sort -V | tail -n 1)
    [ -x "$newest/postgres" ] || { echo 'PostgreSQL is not installed' >&2; return 1; }
    echo "$newest"
}

# Run a command as the unprivileged user, or as oneself where that is who one is.
as_user()
{
    if [ -z "$run_user" ]; then "$@"
    else (cd / && setpriv --reuid="$run_user" --regid="$(id -g "$run_user")" --clear-groups \
        env HOME=/nonexistent "$@")
    fi
}

own()
{
    [ -z "$run_user" ] || chown -R "$run_user:" "$@"
}

# Wait for a command to succeed, SECONDS at most.
wait_for() # SECONDS COMMAND...
{
    local end=$((SECONDS + $1))
    shift
    until "$@" >/dev/null 2>&1; do
        [ $SECONDS -lt $end ] || return 1
        sleep 0.1
    done
}

# Whether a process is there and has a text among its arguments: a stale pid file may name somebody else's process.
# Without a process of its own: all those of a busy machine are asked.
is_running() # PID TEXT
{
    local words
    [ -n "$1" ] && { mapfile -d '' -t words <"/proc/$1/cmdline"; } 2>/dev/null && [[ "${words[*]} " == *"$2"* ]]
}

# The processes that have a text among their arguments, one a line.
processes_with() # TEXT
{
    local directory
    for directory in /proc/[0-9]*; do
        [ "${directory#/proc/}" = $$ ] || ! is_running "${directory#/proc/}" "$1" || echo "${directory#/proc/}"
    done
}

# TERM a process and wait until it is gone; KILL after SECONDS (30).
stop_process() # PID [SECONDS]
{
    kill -TERM "$1" 2>/dev/null || return 0
    wait_for "${2:-30}" is_gone "$1" || kill -KILL "$1" 2>/dev/null || true
}

is_gone()
{
    ! kill -0 "$1" 2>/dev/null || grep -q '^State:\sZ' "/proc/$1/status" 2>/dev/null
}

# -- PostgreSQL: database "helpdesk", user "helpdesk", trusted because nobody else enters the socket's directory -------

pgsql_start() # DATA SOCKETS LOG
{
    local bin
    bin=$(pg_bin)
    : >>"$3" && own "$3"
    if [ ! -s "$1/PG_VERSION" ]; then
        mkdir -p "$1" && own "$1" && chmod 700 "$1"
        as_user "$bin/initdb" -D "$1" -U helpdesk -A trust -E UTF8 --locale=C.UTF-8 >"$3" 2>&1 ||
            { cat "$3" >&2; return 1; }
    fi
    pgsql_running "$1" && return
    wait_for 30 pgsql_is_gone "$1" || { echo "portal: an old PostgreSQL still works in $1" >&2; return 1; }
    rm -f "$1/postmaster.pid" "$2/.s.PGSQL.5432" "$2/.s.PGSQL.5432.lock"
    as_user "$bin/pg_ctl" -D "$1" -l "$3" -s -w -t 60 \
        -o "-c listen_addresses='' -c unix_socket_directories='$2' -c max_connections=${HD_PGSQL_CONNECTIONS:-200}" start ||
        { tail -n 20 "$3" >&2; return 1; }
    as_user "$bin/psql" -h "$2" -U helpdesk -d postgres -Atqc "SELECT 1 FROM pg_database WHERE datname = 'helpdesk'" |
        grep -q 1 || as_user "$bin/createdb" -h "$2" -U helpdesk -T template0 helpdesk
}

# Its processes stand in its directory, those too that outlive a killed server for a moment.
pgsql_running() # DATA
{
    local pid
    pid=$(head -n 1 "$1/postmaster.pid" 2>/dev/null) && [ "$(readlink "/proc/$pid/cwd")" = "$(realpath "$1")" ]
}

pgsql_is_gone() # DATA
{
    ! readlink /proc/[0-9]*/cwd 2>/dev/null | grep -qxF "$(realpath "$1")"
}

pgsql_stop() # DATA [fast|immediate]
{
    ! pgsql_running "$1" || as_user "$(pg_bin)/pg_ctl" -D "$1" -s -m "${2:-fast}" -w -t 60 stop
}

# -- MariaDB: database "helpdesk", user "helpdesk" without a password; again the socket's directory keeps others out ---

mysql_start() # DATA SOCKETS LOG
{
    : >>"$3" && own "$3"
    if [ ! -d "$1/mysql" ]; then
        mkdir -p "$1" && own "$1" && chmod 700 "$1"
        as_user mariadb-install-db --no-defaults --datadir="$1" --auth-root-authentication-method=normal --skip-test-db \
            --skip-name-resolve >"$3" 2>&1 || { cat "$3" >&2; return 1; }
    fi
    mysql_running "$1" && return
    rm -f "$2/mysql.sock"
    (cd / && exec setsid ${run_user:+setpriv --reuid="$run_user" --regid="$(id -g "$run_user")" --clear-groups} \
        mariadbd --no-defaults --datadir="$1" --socket="$2/mysql.sock" --pid-file="$1/mariadbd.pid" --skip-networking \
        --character-set-server=utf8mb4 --collation-server=utf8mb4_bin --max-connections="${HD_MYSQL_CONNECTIONS:-200}" \
        --innodb-buffer-pool-size=64M --performance-schema=OFF </dev/null >>"$3" 2>&1 &)
    wait_for 60 mysql_root "$2" -e 'SELECT 1' || { tail -n 20 "$3" >&2; return 1; }
    mysql_root "$2" -e "CREATE DATABASE IF NOT EXISTS helpdesk CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
        CREATE USER IF NOT EXISTS helpdesk@localhost; GRANT ALL ON \`helpdesk%\`.* TO helpdesk@localhost;"
}

mysql_root() # SOCKETS ARGUMENTS...
{
    local sockets=$1
    shift
    mariadb --no-defaults --protocol=socket --socket="$sockets/mysql.sock" --user=root "$@"
}

mysql_running() # DATA
{
    is_running "$(cat "$1/mariadbd.pid" 2>/dev/null)" "mariadbd --no-defaults --datadir=$1 "
}

mysql_stop() # DATA [SECONDS until it is killed]
{
    ! mysql_running "$1" || stop_process "$(cat "$1/mariadbd.pid")" "${2:-30}"
}
