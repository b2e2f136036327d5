// Linked into the release program in the place of libsimdjson (see build.sh), which is loaded when the first JSON text is
// decoded: with the C++ library that it brings it would make every start half a millisecond slower. simdjson's inline
// functions, which the program contains, refer to this function only; what it returns has virtual functions.
#include <dlfcn.h>
#include <simdjson.h>

namespace {

// Stands for the library where that cannot be loaded.
class absent final : public simdjson::implementation {
public:
    absent() : simdjson::implementation("absent", "", 0) {}
    simdjson::error_code create_dom_parser_implementation(
        size_t, size_t, std::unique_ptr<simdjson::internal::dom_parser_implementation> &) const noexcept final {
        return simdjson::UNSUPPORTED_ARCHITECTURE;
    }
    simdjson::error_code minify(const uint8_t *, size_t, uint8_t *, size_t &) const noexcept final {
        return simdjson::UNSUPPORTED_ARCHITECTURE;
    }
    bool validate_utf8(const char *, size_t) const noexcept final { return false; }
};

using active = simdjson::internal::atomic_ptr<const simdjson::implementation> &();

// The library's own function, by its name in the Itanium C++ ABI; null where it cannot be had.
active *find() {
    void *library = dlopen(SIMDJSON_LIBRARY, RTLD_LAZY | RTLD_LOCAL);
    if (library == nullptr) return nullptr;
    return reinterpret_cast<active *>(dlsym(library, "_ZN8simdjson25get_active_implementationEv"));
}

}  // namespace

simdjson::internal::atomic_ptr<const simdjson::implementation> &simdjson::get_active_implementation() {
    static active *const found = find();
    if (found != nullptr) return found();
    static const absent none;
    static internal::atomic_ptr<const implementation> standing_in(&none);
    return standing_in;
}
