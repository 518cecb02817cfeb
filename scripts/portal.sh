#!/bin/bash
# A private portal: its own Apache, database and mail directory under STATE, on a port of the loopback interface.
#   portal.sh run | start | stop      with PORT STATE DB SMTP MPM EXTRA_CONF BUILD in the environment; see make help
# DATABASE="host=db1,db2 user=…" with DB=pgsql or mysql: a server that is there already, in place of a private one.
# Starting on a STATE that exists goes on with its data, also after a crash.
# SPDX-License-Identifier: Apache-2.0
set -euo pipefail
umask 022
repo=$(cd "$(dirname "$0")/.." && pwd)
command=${1:-}
port=${PORT:-8080} db=${DB:-sqlite3} smtp=${SMTP:-} mpm=${MPM:-event} extra_conf=${EXTRA_CONF:-} database=${DATABASE:-}
build=$(realpath -m "$repo/${BUILD:-build}")
[[ ${BUILD:-} != /* ]] || build=$BUILD
state=$(realpath -m "${STATE:-.run}")
apache=${APACHE:-/usr/sbin/apache2}

run_user=''
if [ "$(id -u)" = 0 ]; then run_user=www-data; id -u $run_user >/dev/null 2>&1 || run_user=nobody; fi
# shellcheck source=scripts/databases.sh
. "$repo/scripts/databases.sh"

fail()
{
    echo "portal: $*" >&2
    exit 1
}

# -- where things are ------------------------------------------------------------------------------------------------

# Where the files really are: STATE, or a place that the unprivileged user can reach, with links to it from STATE.
find_place()
{
    place=$state share=$repo control=$build/helpdeskctl
    if [ -e "$state/elsewhere" ]; then
        place=$(cat "$state/elsewhere") share=$place/share control=$place/share/helpdeskctl
    fi
}

is_reachable() # PATH
{
    [ -z "$run_user" ] || as_user test -x "$1" 2>/dev/null
}

first_closed_parent() # PATH
{
    local path='' part
    IFS=/ read -ra parts <<<"${1#/}"
    for part in "${parts[@]}"; do
        path=$path/$part
        is_reachable "$path" || { echo "$path"; return; }
    done
}

make_place()
{
    mkdir -p "$state"
    find_place
    if [ ! -e "$state/elsewhere" ] && ! { is_reachable "$state" && is_reachable "$repo/sql" && is_reachable "$build"; }; then
        local closed
        closed=$(first_closed_parent "$state")
        [ -n "$closed" ] || closed=$(first_closed_parent "$build")
        place=$(mktemp -d /var/tmp/helpdesk-XXXXXX)
        chmod 755 "$place"
        echo "portal: $run_user cannot enter $closed: what it works with is in $place, and $state has links to it"
        echo "$place" >"$state/elsewhere"
        find_place
    fi
    mkdir -p "$place"/{run,logs,data,db,conf,htdocs} "$place"/mail/{tmp,new,cur}
    if [ "$place" != "$state" ]; then
        for part in run logs data db conf mail; do [ -e "$state/$part" ] || ln -s "$place/$part" "$state/$part"; done
        mkdir -p "$share"
        rm -rf "$share"/{sql,xslt,magic}
        cp -r "$repo"/{sql,xslt,magic} "$build/helpdeskctl" "$share/"
    fi
    chmod 750 "$place"/{data,db,conf}
    own "$place"/{run,data,mail,logs}
    [ -z "$run_user" ] || { chown "$run_user:" "$place/db"; chown "root:$(id -g "$run_user")" "$place/conf"; }
}

# A socket's path has at most 107 bytes: a long STATE keeps its sockets in /tmp.
make_socket_dir()
{
    sockets=$place/run
    [ ${#sockets} -gt 80 ] || return 0
    sockets=$(cat "$place/run/sockets" 2>/dev/null || true)
    if [ ! -d "$sockets" ]; then
        sockets=$(mktemp -d /tmp/hd-XXXXXX)
        echo "$sockets" >"$place/run/sockets"
    fi
    own "$sockets"
}

# -- database --------------------------------------------------------------------------------------------------------

check_database_kind()
{
    local old
    case $db in sqlite3|pgsql|mysql) ;; *) fail "DB=$db: there are sqlite3, pgsql and mysql" ;; esac
    old=$(cat "$place/db/kind" 2>/dev/null || echo "$db")
    [ "$old" = "$db" ] || fail "$state was made with DB=$old; give another STATE for DB=$db"
    echo "$db" >"$place/db/kind"
}

start_database()
{
    chmod 700 "$place/run"
    if [ -n "$database" ]; then
        [ "$db" != sqlite3 ] || fail 'DATABASE= is for DB=pgsql and DB=mysql'
        db_params=$database
        return
    fi
    case $db in
    sqlite3) db_params=$place/db/helpdesk.sqlite ;;
    pgsql)
        pgsql_start "$place/db/pgsql" "$sockets" "$place/logs/pgsql_log"
        db_params="host=$sockets user=helpdesk dbname=helpdesk connect_timeout=2" ;;
    mysql)
        mysql_start "$place/db/mysql" "$sockets" "$place/logs/mysql_log"
        db_params="host=localhost sock=$sockets/mysql.sock user=helpdesk dbname=helpdesk charset=utf8mb4 group=helpdesk" ;;
    esac
}

stop_database()
{
    [ ! -d "$place/db/pgsql" ] || pgsql_stop "$place/db/pgsql"
    [ ! -d "$place/db/mysql" ] || mysql_stop "$place/db/mysql"
}

# -- configuration ---------------------------------------------------------------------------------------------------

write_conf()
{
    local modules transport="maildir:$place/mail" include='' user='' old
    modules=$(apxs -q LIBEXECDIR 2>/dev/null || echo /usr/lib/apache2/modules)
    [ -z "$smtp" ] || transport="smtp://$smtp"
    [ -z "$extra_conf" ] || include="Include \"$(realpath "$extra_conf")\""
    [ -z "$run_user" ] || user="User $run_user"$'\n'"Group $(id -gn "$run_user")"
    [ -s "$place/conf/secret" ] || (umask 077 && head -c 32 /dev/urandom | od -An -vtx1 | tr -d ' \n' >"$place/conf/secret")
    old=$(umask)
    umask 027
    cat >"$place/conf/helpdesk.conf" <<CONF
# Made anew by each start. Read by Apache and by: helpdeskctl --config $place/conf/helpdesk.conf
DBDriver $db
DBDParams "$db_params"
HelpdeskURL http://127.0.0.1:$port/portal
HelpdeskDataDir "$place/data"
HelpdeskShareDir "$share"
HelpdeskSecret "file:$place/conf/secret"
HelpdeskBrand "Example Hosting"
HelpdeskSupportAddress support@example.com
HelpdeskMailFrom "Example Hosting <support@example.com>"
HelpdeskMailTransport "$transport"
HelpdeskTimezone Europe/Belgrade
HelpdeskTicketLimit 0
HelpdeskReplyLimit 0
HelpdeskMonitor 127.0.0.1
CONF
    printf '# group=helpdesk of DBDParams\n[helpdesk]\nconnect-timeout=2\n' >"$place/conf/my.cnf"
    umask "$old"
    awk -v state="$place" -v port="$port" -v mpm="$mpm" -v modules="$modules" -v module="$build/mod_helpdesk.so" \
        -v user="$user" -v include="$include" '
        function put(name, value,    at) {
            while (at = index($0, "@" name "@"))
                $0 = substr($0, 1, at - 1) value substr($0, at + length(name) + 2)
        }
        { put("STATE", state); put("PORT", port); put("MPM", mpm); put("MODULES", modules); put("MODULE", module)
          put("USER", user); put("EXTRA", include); print }' "$repo/conf/demo.conf.in" >"$place/conf/httpd.conf"
    [ -z "$run_user" ] || chown "root:$(id -g "$run_user")" "$place/conf"/{helpdesk.conf,secret,my.cnf}
    chmod 640 "$place/conf"/{helpdesk.conf,secret,my.cnf}
}

# -- Apache ----------------------------------------------------------------------------------------------------------

apache_pid()
{
    local pid
    pid=$(cat "$place/run/httpd.pid" 2>/dev/null || true)
    ! is_running "$pid" "$place/conf/httpd.conf" || echo "$pid"
}

# A killed Apache leaves its children; they hold the port, and some do not end by themselves.
stop_children()
{
    local pid
    for pid in $(processes_with "$apache -f $place/conf/httpd.conf"); do stop_process "$pid" 2; done
}

answers()
{
    local line
    exec 3<>"/dev/tcp/127.0.0.1/$port" || return 1
    printf 'GET /portal/healthz HTTP/1.0\r\nHost: 127.0.0.1:%s\r\n\r\n' "$port" >&3
    IFS= read -r -t 5 line <&3 || line=''
    exec 3>&-
    [[ $line == HTTP/*' 200'* ]]
}

is_up()
{
    (answers) 2>/dev/null
}

is_up_or_dead()
{
    is_up || [ -z "$(apache_pid)" ]
}

run_apache() # ARGUMENTS...
{
    cd /
    exec env -i PATH="$PATH" LANG=C.UTF-8 MYSQL_HOME="$place/conf" ${HD_PRELOAD:+LD_PRELOAD="$HD_PRELOAD"} \
        ${ASAN_OPTIONS:+ASAN_OPTIONS="$ASAN_OPTIONS"} ${UBSAN_OPTIONS:+UBSAN_OPTIONS="$UBSAN_OPTIONS"} \
        ${TSAN_OPTIONS:+TSAN_OPTIONS="$TSAN_OPTIONS"} \
        "$apache" -f "$place/conf/httpd.conf" "$@"
}

# What Apache has said since a size of its log; nothing when it did not come to open it.
show_log() # SIZE
{
    [ ! -e "$place/logs/error_log" ] || tail -c "+$(($1 + 1))" "$place/logs/error_log" >&2
}

port_is_free()
{
    ! (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null
}

tell()
{
    cat <<TEXT
The portal is at http://127.0.0.1:$port/portal/

  client   client@example.com   client-demo-1
  client   other@example.com    other-demo-1
  agent    agent@example.com    agent-demo-1
  admin    admin@example.com    admin-demo-1

  mail     ${smtp:-$state/mail/new}
  logs     $state/logs
TEXT
}

prepare()
{
    for part in mod_helpdesk.so helpdeskctl; do [ -e "$build/$part" ] || fail "$build/$part is missing: run make first"; done
    [ -x "$apache" ] || fail "$apache is missing: run make deps first"
    stop_children
    wait_for 2 port_is_free || # whose threads may end a moment after them
        fail "port $port is taken by another program: give another one, PORT=$((port + 1)) perhaps"
    make_place
    make_socket_dir
    check_database_kind
    start_database
    write_conf
    : >"$place/logs/setup_log"
    for step in migrate demo; do
        as_user "$control" --config "$place/conf/helpdesk.conf" $step >>"$place/logs/setup_log" 2>&1 ||
            { cat "$place/logs/setup_log" >&2; stop_database; fail "helpdeskctl $step failed"; }
    done
    rm -f "$place/run/httpd.pid"
}

start()
{
    find_place
    if [ -n "$(apache_pid)" ]; then
        echo "portal: runs already (process $(apache_pid))"
        return
    fi
    prepare
    local log_start
    log_start=$(stat -c %s "$place/logs/error_log" 2>/dev/null || echo 0)
    (run_apache -k start) || { show_log "$log_start"; stop_database; fail 'Apache did not start'; }
    wait_for 10 test -s "$place/run/httpd.pid" || true
    wait_for 180 is_up_or_dead || true
    if ! is_up; then
        show_log "$log_start"
        stop
        fail "http://127.0.0.1:$port/portal/healthz does not answer; see $state/logs/error_log"
    fi
    tell
}

run()
{
    find_place
    [ -z "$(apache_pid)" ] || fail "runs already (process $(apache_pid)); stop it with: make stop STATE=$state"
    prepare
    trap stop_database EXIT
    trap : INT TERM
    (run_apache -DFOREGROUND) &
    local child=$!
    wait_for 60 is_up_or_is_gone "$child" || true
    if is_up; then
        tell
        echo
        echo 'Ctrl-C stops it.'
    fi
    local status=0
    wait "$child" || status=$?
    if is_gone "$child"; then [ $status -lt 128 ] || status=0
    else # a signal came: Apache may have had it too (Ctrl-C), or not (kill of this script)
        stop_process "$child"
        status=0
    fi
    [ $status = 0 ] || { tail -n 5 "$place/logs/error_log" >&2 2>/dev/null || true; fail "Apache ended with status $status"; }
}

is_up_or_is_gone() # PID
{
    is_up || is_gone "$1"
}

stop()
{
    find_place
    [ -d "$place" ] || return 0
    local pid
    pid=$(apache_pid)
    [ -z "$pid" ] || stop_process "$pid"
    stop_children
    stop_database
}

case $command in
run|start|stop) $command ;;
*) echo 'usage: portal.sh run|start|stop' >&2; exit 2 ;;
esac
