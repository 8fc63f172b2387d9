#!/bin/sh
# clean_root.sh DIRECTORY PACKAGE.deb: makes DIRECTORY a clean Debian to install PACKAGE.deb in, with
# chroot(8) and dpkg: the packages of this machine that every Debian has (Essential, or of priority
# required), those that PACKAGE.deb depends on, and no other; without any user, setting or file that
# is not a package's. No network is needed. Only root can make it.
set -eu
umask 022
PATH=$PATH:/usr/sbin:/sbin
root=$1
package=$2

wanted=$(mktemp)
trap 'rm -f "$wanted"' EXIT
# In the control file a field may go over several lines.
depends=$(dpkg-deb -f "$package" Pre-Depends Depends | sed 's/^[A-Za-z-]*: //' | tr '\n' ' ')
# shellcheck disable=SC2016 # the fields are dpkg-query's
dpkg-query -W -f '${db:Status-Status}\t${Package}\t${Essential}\t${Priority}\t${Pre-Depends}, ${Depends}\t${Provides}\n' |
    awk -F '\t' -v depends="$depends" '
        $1 != "installed" { next }
        {
            name = $2
            needs[name] = $5
            given[name] = name
            n = split($6, provided, /, */)
            for (i = 1; i <= n; i++) {
                sub(/[ (:].*/, "", provided[i])
                if (!(provided[i] in given)) given[provided[i]] = name
            }
            if ($3 == "yes" || $4 == "required") start[name]
        }
        # Takes the first of each group of alternatives that is here, and what that needs.
        function take(list,    groups, others, n, m, i, j, word) {
            n = split(list, groups, ",")
            for (i = 1; i <= n; i++) {
                m = split(groups[i], others, "|")
                for (j = 1; j <= m; j++) {
                    word = others[j]
                    gsub(/\([^)]*\)|:[a-z0-9]+|[ \t]/, "", word)
                    if (!(word in given)) continue
                    word = given[word]
                    if (!(word in taken)) {
                        taken[word]
                        print word
                        take(needs[word])
                    }
                    break
                }
            }
        }
        END {
            for (name in start) take(name)
            take(depends)
        }' | sort >"$wanted"

mkdir -p "$root"
chmod 755 "$root"
for link in bin sbin lib lib32 lib64 libx32; do
    if [ -L "/$link" ]; then
        mkdir -p "$root/$(readlink "/$link")"
        ln -s "$(readlink "/$link")" "$root/$link"
    fi
done
# Files by their real directories; /bin and the like are there. Documentation is not needed.
xargs dpkg-query -L <"$wanted" | sed -nE '
    \,^/(bin|sbin|lib|lib32|lib64|libx32|proc|sys|dev|run|\.)$,d
    \,^/usr/share/(doc|man|locale|info)/,d
    s,^/,,p' | while IFS= read -r path; do
    case $path in
    bin/* | sbin/* | lib/* | lib32/* | lib64/* | libx32/*) [ -L "/${path%%/*}" ] && path=usr/$path ;;
    esac
    printf '%s\n' "$path"
done | sort -u | tar -C / -c --no-recursion --ignore-failed-read --files-from - 2>/dev/null |
    tar -C "$root" -xp

# What no package has, but its scripts make.
mkdir -p "$root/proc" "$root/sys" "$root/run" "$root/dev" "$root/tmp" "$root/home" "$root/root"
chmod 1777 "$root/tmp"
mknod -m 666 "$root/dev/null" c 1 3
mknod -m 666 "$root/dev/urandom" c 1 9
mknod -m 666 "$root/dev/tty" c 5 0
cp -a /etc/alternatives "$root/etc/"
for link in awk pager; do
    [ ! -L "/usr/bin/$link" ] || cp -a "/usr/bin/$link" "$root/usr/bin/"
done
cp /usr/share/base-passwd/passwd.master "$root/etc/passwd"
cp /usr/share/base-passwd/group.master "$root/etc/group"
cp /etc/nsswitch.conf "$root/etc/"
ldconfig -r "$root"
chroot "$root" /usr/sbin/pwconv
chroot "$root" /usr/sbin/grpconv

database=$root/var/lib/dpkg
mkdir -p "$database/info" "$database/updates" "$database/triggers" "$database/alternatives"
xargs dpkg-query -s <"$wanted" >"$database/status"
: >"$database/available"
cp /var/lib/dpkg/info/format "$database/info/"
while IFS= read -r name; do
    for file in "/var/lib/dpkg/info/$name".* "/var/lib/dpkg/info/$name":*; do
        case $file in
        *.list | *.md5sums | *.conffiles) [ ! -f "$file" ] || cp "$file" "$database/info/" ;;
        esac
    done
done <"$wanted"
