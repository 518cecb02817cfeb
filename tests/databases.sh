#!/bin/bash
# Private PostgreSQL and MariaDB servers for tests.
#   eval "$(tests/databases.sh start DIR)"   sets HD_TEST_PGSQL and HD_TEST_MYSQL, parameters as DBDParams has them, and
#                                            HD_TEST_PGSQL_CONTROL and …MYSQL_CONTROL, commands that take "stop" or "start";
#                                            start DIR pgsql (mysql): that one only
#   tests/databases.sh stop DIR              stops them and removes DIR
# SPDX-License-Identifier: Apache-2.0
set -euo pipefail
umask 022
run_user=''
if [ "$(id -u)" = 0 ]; then run_user=www-data; id -u $run_user >/dev/null 2>&1 || run_user=nobody; fi
# shellcheck source=scripts/databases.sh
. "$(dirname "$0")/../scripts/databases.sh"
dir=$(realpath -m "$2")

start_one() # pgsql|mysql
{
    "$1_start" "$dir/$1" "$dir/sockets" "$dir/logs/$1_log" >&2
}

say() # pgsql|mysql PARAMETERS
{
    echo "export HD_TEST_${1^^}='$2'"
    echo "export HD_TEST_${1^^}_CONTROL='$(realpath "$0") control $dir $1'"
}

case $1 in
start)
    [ $# -gt 2 ] || set -- "$@" pgsql mysql
    mkdir -p "$dir"/{sockets,logs}
    own "$dir"
    chmod 700 "$dir/sockets"
    for server in "${@:3}"; do
        start_one "$server"
        case $server in
        pgsql) say pgsql "host=$dir/sockets user=helpdesk dbname=helpdesk connect_timeout=2" ;;
        mysql)
            mysql_root "$dir/sockets" -e 'GRANT ALL ON *.* TO helpdesk@localhost' # tests make databases of their own
            say mysql "host=localhost sock=$dir/sockets/mysql.sock user=helpdesk dbname=helpdesk charset=utf8mb4" ;;
        esac
    done
    ;;
control)
    case $4 in start) start_one "$3" ;; stop) "$3_stop" "$dir/$3" ;; esac
    ;;
stop) # nothing of them is kept, so they are killed
    pgsql_stop "$dir/pgsql" immediate
    mysql_stop "$dir/mysql" 0
    rm -rf "$dir"
    ;;
*) echo 'usage: databases.sh start|stop DIR [pgsql] [mysql]' >&2; exit 2 ;;
esac
