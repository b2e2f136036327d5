# Sourced by the scripts that build the release program. All that only this build has lies in this folder: Lua's object file and the
# stand-in for libsimdjson (simdjson.cpp), and the module's compiled Lua parts (module.s, which LuaBridge looks for when it starts).
. "$root/scripts/setup.sh"

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
    check_release "$root/.build/release/bitrix"
}

# Ends the build where the program does not get its arguments, or does not contain its Lua parts and Lua itself.
#
# Sources/CStart takes the place of two private functions of Swift's library. Another toolchain may call them otherwise (then
# the program starts 70 µs later), or may use them otherwise: that has to come to light here, not at a user's.
check_release() {
    local seen
    seen=$(printf 'print(arg[0], bitrix._VERSION ~= nil, ...)' | "$1" - 'a b' '' 'ü' 2>&1) || true
    if [ "$seen" != $'-\ttrue\ta b\t\tü' ]; then
        say "The program that was built does not start as it should; it printed: $seen"
        say "Sources/CStart/arguments.c may not fit this version of Swift: $(swift --version 2>&1 | head -n 1)"
        return 70
    fi
    local name
    for name in _swift_stdlib_getUnsafeArgvArgc _swift_stdlib_overrideUnsafeArgvArgc; do
        nm "$(toolchain)/../lib/swift_static/linux/libswiftCore.a" 2>/dev/null | grep " T $name\$" >/dev/null ||
            say "Swift's library has no function $name any more: Sources/CStart/arguments.c should go, or follow it."
    done
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

    # The module's Lua parts by name, with all that messages and tracebacks show (see precompiled.c).
    lua5.4 - "$root"/Sources/BitrixModule/lua/*.lua >"$place/bitrix.luac" <<'LUA'
for _, path in ipairs(arg) do
    local file = assert(io.open(path, "rb"))
    local code = string.dump(assert(load(file:read("a"), "=[bitrix]", "t")))
    io.write(string.pack("=s8s8", path:match("([^/]+)%.lua$"), code))
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
