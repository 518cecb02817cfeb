#!/bin/bash
# Prove on a fresh Debian 12 that one command is enough: makes a minimal system (with make and git, nothing else) in a
# directory, puts a clone of this repository there and runs make targets in it. Needs root and mmdebstrap.
#   fresh.sh [--tree] [--keep] DIR TARGET...      fresh.sh /var/tmp/fresh "start PORT=8099" check
# --tree copies the files as they stand, committed or not; --keep goes on with a DIR from before. The packages come from
# this machine's own sources, npm's from the registry that this machine is set to.
# SPDX-License-Identifier: Apache-2.0
set -euo pipefail
repo=$(cd "$(dirname "$0")/../.." && pwd)
tree='' keep=''
while [[ ${1:-} == --* ]]; do
    case $1 in --tree) tree=1 ;; --keep) keep=1 ;; *) echo "fresh.sh: unknown option $1" >&2; exit 2 ;; esac
    shift
done
[ $# -ge 2 ] || { sed -n '2,8s/^# \{0,1\}//p' "$0" >&2; exit 2; }
dir=$(realpath -m "$1")
shift

if [ -z "$keep" ] || [ ! -x "$dir/usr/bin/git" ]; then
    [ ! -e "$dir" ] || { echo "fresh.sh: $dir is there already" >&2; exit 1; }
    mmdebstrap --quiet --variant=minbase --include=make,git bookworm "$dir" /etc/apt/sources.list.d/debian.sources
    for file in /etc/apt/apt.conf.d/*proxy* /etc/apt/apt.conf.d/*Proxy*; do
        [ ! -e "$file" ] || cp "$file" "$dir/etc/apt/apt.conf.d/"
    done
fi
cp --remove-destination -L /etc/resolv.conf "$dir/etc/resolv.conf"

place=$dir/srv/mod_helpdesk
if [ -n "$tree" ]; then
    mkdir -p "$place"
    git -C "$repo" ls-files -z -co --exclude-standard | (cd "$repo" && xargs -0 -r ls -d 2>/dev/null | tar -cf - -T -) |
        tar -C "$place" -xf -
else
    rm -rf "$place"
    git clone --quiet --no-hardlinks "$repo" "$place"
fi

environment=(PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root TERM=dumb LANG=C.UTF-8)
for name in http_proxy https_proxy no_proxy HTTP_PROXY HTTPS_PROXY NO_PROXY; do
    [ -z "${!name:-}" ] || environment+=("$name=${!name}")
done
! command -v npm >/dev/null || environment+=("npm_config_registry=$(npm config get registry 2>/dev/null)")

# Authorities that this machine's network has besides the usual ones, where ca-certificates will find them.
if compgen -G '/usr/local/share/ca-certificates/*.crt' >/dev/null; then
    mkdir -p "$dir/usr/local/share/ca-certificates"
    cp /usr/local/share/ca-certificates/*.crt "$dir/usr/local/share/ca-certificates/"
fi

# Mounts and processes end with the namespace.
export dir
for target in "$@"; do
    started=$SECONDS
    echo "==== fresh: make $target"
    status=0
    # shellcheck disable=SC2016
    unshare --mount --pid --fork bash -c '
        mount -t proc proc "$dir/proc" && mount --rbind /dev "$dir/dev" && mount -t tmpfs tmpfs "$dir/tmp" && chmod 1777 "$dir/tmp"
        exec chroot "$dir" env -i "${@:2}" bash -c "cd /srv/mod_helpdesk && make $1"
    ' bash "$target" "${environment[@]}" || status=$?
    echo "==== fresh: make $target: status $status, $((SECONDS - started)) s"
    [ $status = 0 ] || exit $status
done
