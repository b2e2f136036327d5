# Sourced by the other scripts: finds Swift and installs what the build needs. Everything it says goes to stderr.

# name_of_package:file_that_it_brings
build_packages=(
    pkg-config:/usr/bin/pkg-config
    liblua5.4-dev:/usr/include/lua5.4/lua.h
    libcurl4-openssl-dev:/usr/lib/*/pkgconfig/libcurl.pc
    libsimdjson-dev:/usr/include/simdjson.h
    libmicrohttpd-dev:/usr/include/microhttpd.h
    libreadline-dev:/usr/include/readline/readline.h
)

say() { printf '%s\n' "$*" >&2; }

# Puts `swift` on the PATH, or says how to get it and ends.
find_swift() {
    command -v swift >/dev/null && return
    local place
    for place in /opt/swift/usr/bin /usr/libexec/swift/bin "$HOME/.local/share/swiftly/bin" "$HOME/.swiftly/bin"; do
        if [ -x "$place/swift" ]; then PATH="$place:$PATH"; return; fi
    done
    say "bitrix is built with Swift 6.1 or newer, and no 'swift' was found."
    say "Get it from https://www.swift.org/install/ and run this again."
    exit 69
}

# The folder of the Swift toolchain's programs.
toolchain() { dirname "$(readlink -f "$(command -v swift)")"; }

# Installs those of the given name:file pairs whose file is not there, and names them first.
install_packages() {
    local missing=() pair found as_root=()
    for pair in "$@"; do
        found=$(compgen -G "${pair#*:}" || true)
        [ -n "$found" ] || missing+=("${pair%%:*}")
    done
    [ ${#missing[@]} -gt 0 ] || return 0
    if ! command -v apt-get >/dev/null; then
        say "Please install what these Debian packages hold, then run this again: ${missing[*]}"
        exit 69
    fi
    say "Installing Debian packages: ${missing[*]}"
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null || { say "Please run as root: apt-get install ${missing[*]}"; exit 69; }
        as_root=(sudo)
    fi
    local install=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends)
    "${install[@]}" "${missing[@]}" >&2 ||
        { "${as_root[@]}" apt-get update -q >&2 && "${install[@]}" "${missing[@]}" >&2; } ||
        { say "apt-get could not install: ${missing[*]}"; exit 69; }
}
