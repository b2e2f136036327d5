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

# Builds the release program. What it needs at every start is linked in, what it needs later is loaded later, and nothing
# but Lua's functions, which C modules need, is exported. So it starts faster, runs Lua code as fast as stock lua (which
# links Lua the same way), and runs without a toolchain.
build_release() {
    find_swift
    install_packages "${build_packages[@]}"
    install_packages lua5.4:/usr/bin/lua5.4
    prepare_release
    local flag flags=(--static-swift-stdlib -Xswiftc -use-ld=lld --disable-local-rpath -Xcc -fstack-protector-strong
        -Xswiftc -Xclang-linker -Xswiftc -static-libgcc)
    for flag in "${release_objects[@]}" "-L$root/.build/release-parts" --no-export-dynamic \
        '--export-dynamic-symbol=lua*' -z relro -z now -z pack-relative-relocs; do
        flags+=(-Xlinker "$flag")
    done
    swift build --package-path "$root" -c release --product bitrix "${flags[@]}" 2>&1 |
        sed '/prohibited flag(s): -DSIMDJSON_THREADS_ENABLED/d' >&2  # SwiftPM's remark on Debian's simdjson.pc
}

# Makes what the release program is linked with in the place of shared libraries, and tells pkg-config, which would name
# those, that there is nothing to link.
prepare_release() {
    local place=$root/.build/release-parts clang name
    clang=$(toolchain)/clang
    mkdir -p "$place"
    release_objects=("$place/lua.o" "$place/simdjson.o" "$place/module.o")

    # One object file of Lua's archive: Swift's linker settings hide what comes from archives.
    ld -r --whole-archive "$(pkg-config --variable=libdir lua5.4)/liblua5.4.a" -o "$place/lua.o"

    local library
    library=$(objdump -p "$(pkg-config --variable=libdir simdjson)/libsimdjson.so" | awk '$1 == "SONAME" { print $2 }')
    "$clang++" -std=c++17 -O2 -fPIE -Wall -Wextra -fno-exceptions -fno-rtti -DSIMDJSON_LIBRARY="\"$library\"" \
        -c "$root/scripts/release/simdjson.cpp" -o "$place/simdjson.o"

    # The module's Lua parts in their order, with all that messages and tracebacks show (see precompiled.c).
    lua5.4 - "$root"/Sources/BitrixModule/{bitrix,get,map,contacts}.lua >"$place/bitrix.luac" <<'LUA'
for _, name in ipairs(arg) do
    local file = assert(io.open(name, "rb"))
    local text = file:read("a")
    io.write(string.pack("=s8", string.dump(assert(load(text, "=[bitrix]", "t")))))
end
LUA
    (cd "$place" && "$clang" -c "$root/scripts/release/module.s" -o module.o)

    # Alone in its folder, the archive comes before the shared library, which lies in a later one.
    ln -sf "$("$clang" -print-file-name=libstdc++.a)" "$place/libstdc++.a"

    for name in lua5.4 simdjson; do
        sed -e 's/^Libs:.*/Libs:/' "$(pkg-config --path "$name")" >"$place/$name.pc"
    done
    export PKG_CONFIG_PATH=$place${PKG_CONFIG_PATH:+:$PKG_CONFIG_PATH}
}

# Strips the release program. GNU strip would drop the segment that makes addresses read-only after the start (RELRO) from
# what lld has linked. Swift's hashes of its modules, which only its build uses, depend on the folder: they become zeros.
strip_release() {
    find_swift
    local objcopy hashes
    objcopy=$(toolchain)/llvm-objcopy
    hashes=$(mktemp)
    "$objcopy" --dump-section=.swift_modhash="$hashes" "$1" "$hashes.copy"
    head -c "$(stat -c %s "$hashes")" /dev/zero >"$hashes.zero"
    "$objcopy" --strip-all --remove-section=.comment --remove-section=.note.gnu.build-id \
        --update-section=.swift_modhash="$hashes.zero" "$1"
    rm -f "$hashes" "$hashes.copy" "$hashes.zero"
}
