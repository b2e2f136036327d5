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

# Installs those of the given name:file pairs whose file is not there, and names them first.
install_packages() {
    local missing=() pair found as_root=()
    for pair in "$@"; do
        found=$(compgen -G "${pair#*:}" || true)
        [ -n "$found" ] || missing+=("${pair%%:*}")
    done
    [ ${#missing[@]} -gt 0 ] || return 0
    if ! command -v apt-get >/dev/null; then
        command -v brew >/dev/null && return 0  # Package.swift names the formulas
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

# Builds the release program. Swift's library and Lua are linked in: it starts faster, runs Lua code as fast as stock lua
# (which links Lua the same way), and runs without a toolchain. Lua's functions are exported for C modules.
build_release() {
    find_swift
    install_packages "${build_packages[@]}"
    local flags=(--static-swift-stdlib -Xswiftc -use-ld=lld)
    if [ "$(uname)" = Linux ]; then
        link_lua_statically
        flags+=(-Xlinker "$root/.build/lua/lua.o" -Xlinker '--export-dynamic-symbol=lua*')
    fi
    swift build --package-path "$root" -c release --product bitrix "${flags[@]}" 2>&1 |
        sed '/prohibited flag(s): -DSIMDJSON_THREADS_ENABLED/d' >&2  # SwiftPM's remark on Debian's simdjson.pc
}

# Makes one object file of Lua's archive (Swift's linker settings hide what comes from archives), and tells pkg-config,
# which would name the shared library, that there is none to link.
link_lua_statically() {
    local place=$root/.build/lua archive
    archive=$(pkg-config --variable=libdir lua5.4)/liblua5.4.a
    mkdir -p "$place"
    ld -r --whole-archive "$archive" -o "$place/lua.o"
    sed -e 's/^Libs:.*/Libs: -lm/' "$(pkg-config --path lua5.4)" >"$place/lua5.4.pc"
    export PKG_CONFIG_PATH=$place${PKG_CONFIG_PATH:+:$PKG_CONFIG_PATH}
}
