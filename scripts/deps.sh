#!/bin/bash
# Install the Debian 12 packages that are missing for what is named: build sqlite3 pgsql mysql unit http backup browser fuzz
# cluster security lint format bench test. Quick when all is there. Starts no service: what is installed is only run by
# these scripts.
# SPDX-License-Identifier: Apache-2.0
set -eu
cd "$(dirname "$0")/.."

packages_of()
{
    case $1 in
    build) # also what running with SQLite needs
        echo apache2-bin apache2-dev gcc libc6-dev make pkg-config libaprutil1-dbd-sqlite3 libxml2-dev libxslt1-dev \
            libcmark-gfm-dev libcmark-gfm-extensions-dev libgmime-3.0-dev libcurl4-openssl-dev libicu-dev libmagic-dev \
            libssl-dev libpcre2-dev libjansson-dev ca-certificates tzdata media-types ;;
    sqlite3) echo libaprutil1-dbd-sqlite3 ;;
    pgsql) echo libaprutil1-dbd-pgsql postgresql-15 ;;
    mysql) echo libaprutil1-dbd-mysql mariadb-server-core mariadb-client-core ;;
    unit) echo libcmocka-dev python3-aiosmtpd openssl "$(packages_of pgsql)" "$(packages_of mysql)" ;;
    http) echo python3-pytest python3-pytest-xdist python3-aiosmtpd python3-lxml python3-psutil python3-openssl \
        openssl slapd ldap-utils curl sqlite3 "$(packages_of pgsql)" "$(packages_of mysql)" "$(packages_of backup)" ;;
    backup) echo rsync postgresql-client-15 mariadb-client mariadb-backup ;; # what docs/backup.md uses
    browser) echo chromium default-jre-headless libxml2-utils python3-aiosmtpd fonts-dejavu-core fonts-inter ;;
    cluster) echo patroni etcd-server etcd-client python3-etcd python3-psycopg2 iproute2 "$(packages_of pgsql)" ;;
    fuzz) echo clang libclang-rt-14-dev ;;
    security) echo sqlmap wapiti libapache2-mod-security2 modsecurity-crs openssl ;;
    lint) echo python3 python3-lxml git ;;
    format) echo clang-format ;;
    bench) echo libsqlite3-dev wrk python3-psutil python3-lxml sqlite3 "$(packages_of pgsql)" "$(packages_of mysql)" ;;
    test) for part in unit http browser fuzz lint bench; do packages_of "$part"; done ;;
    *) echo "deps.sh: unknown part $1" >&2; exit 2 ;;
    esac
}

needs_node() # NodeSource's nodejs brings npm along and conflicts with Debian's npm: programs are looked for, not packages
{
    case " $* " in *' browser '*|*' test '*) ;; *) return 1 ;; esac
}

as_root()
{
    if [ "$(id -u)" = 0 ]; then "$@"
    elif command -v sudo >/dev/null; then sudo "$@"
    else echo "Packages are missing, and this is neither root nor is there sudo. As root: apt-get install $missing" >&2; exit 1
    fi
}

# Packages start their services when they are installed, unless policy-rc.d says no; PostgreSQL makes a cluster too.
made=''
install_packages()
{
    local policy=/usr/sbin/policy-rc.d cluster=/etc/postgresql-common/createcluster.conf
    if [ ! -e $policy ]; then
        printf '#!/bin/sh\nexit 101\n' | as_root tee $policy >/dev/null
        as_root chmod 755 $policy
        made=$policy
    fi
    if [[ " $missing " == *' postgresql-15 '* && ! -e $cluster ]]; then
        as_root mkdir -p "${cluster%/*}"
        echo 'create_main_cluster = false' | as_root tee $cluster >/dev/null
    fi
    trap '[ -z "$made" ] || as_root rm -f "$made"' EXIT
    local apt=(env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o Dpkg::Options::=--force-confold -o Dpkg::Use-Pty=0)
    # shellcheck disable=SC2086
    as_root "${apt[@]}" install --no-install-recommends $missing || {
        as_root "${apt[@]}" update
        as_root "${apt[@]}" install --no-install-recommends $missing
    }
}

wanted=$(for part in "$@"; do packages_of "$part"; done | tr ' ' '\n' | sort -u)
if needs_node "$@"; then
    command -v node >/dev/null || wanted="$wanted nodejs"
    command -v npm >/dev/null || wanted="$wanted npm"
fi
# shellcheck disable=SC2086
missing=$(dpkg-query -W -f '${db:Status-Status} ${Package}\n' $wanted 2>/dev/null | sed -n 's/^installed //p' | sort -u |
    comm -13 - <(tr ' ' '\n' <<<"$wanted" | sort -u) | tr '\n' ' ')
missing=${missing% }
# An OpenSSL that was here before may be older than the one that Apache was compiled with, of which mod_ssl warns: both anew.
case " $missing " in *' apache2-bin '*' libssl-dev '*) ;; *' apache2-bin '*) missing="$missing libssl-dev" ;; esac
if [ -n "$missing" ]; then
    echo "Installing: $missing"
    install_packages >&2
fi

# What the browser tests take from npm, by the lock file, which names no registry: the configured one serves.
if needs_node "$@" && [ -e tests/browser/package-lock.json ]; then
    stamp=tests/browser/node_modules/.installed
    if ! cmp -s tests/browser/package-lock.json $stamp; then
        # The machine's own authorities count too, as for every other program.
        export NODE_EXTRA_CA_CERTS=${NODE_EXTRA_CA_CERTS:-/etc/ssl/certs/ca-certificates.crt}
        npm ci --prefix tests/browser --ignore-scripts --no-audit --no-fund --loglevel=error >&2
        cp tests/browser/package-lock.json $stamp
    fi
fi
