// libcurl for VibeAPI: its types and constants at compile time, its functions only when the first request is made.
//
// libcurl brings some thirty shared libraries (TLS, HTTP/2, LDAP, Kerberos …) whose loading takes 5 ms. A script that makes
// no request must not pay for them, so nothing here refers to a symbol of libcurl: `ccurl_load` fills a table of
// function pointers with dlopen and dlsym. The table has the exact prototypes of <curl/curl.h>, because a call
// through a pointer that is not variadic to a function that is would be undefined behaviour (and wrong on arm64).
//
// Everything of ours is prefixed `ccurl_`.

#ifndef CCURL_SHIM_H
#define CCURL_SHIM_H

// Keeps curl.h from turning curl_easy_setopt and its kin into type-checking macros.
#define CURL_DISABLE_TYPECHECK
#include <curl/curl.h>
#include <dlfcn.h>
#include <stddef.h>

#pragma clang assume_nonnull begin

/// The file that the dynamic loader is asked for.
#define CCURL_LIBRARY "libcurl.so.4"

/// Declares one member of the table: a pointer to the function of this name, with that function's own prototype.
#define CCURL_FUNCTION(name) __typeof__(name) *name##_

/// The functions of libcurl that this program calls. Valid only after `ccurl_load` returned null.
///
/// The member for `curl_multi_poll` is called `curl_multi_poll_`, and so on: some of the plain names are macros.
typedef struct ccurl_api {
    CCURL_FUNCTION(curl_global_init);
    CCURL_FUNCTION(curl_slist_append);
    CCURL_FUNCTION(curl_slist_free_all);
    CCURL_FUNCTION(curl_easy_init);
    CCURL_FUNCTION(curl_easy_cleanup);
    CCURL_FUNCTION(curl_easy_setopt);
    CCURL_FUNCTION(curl_easy_getinfo);
    CCURL_FUNCTION(curl_easy_strerror);
    CCURL_FUNCTION(curl_version_info);
    CCURL_FUNCTION(curl_multi_init);
    CCURL_FUNCTION(curl_multi_setopt);
    CCURL_FUNCTION(curl_multi_cleanup);
    CCURL_FUNCTION(curl_multi_add_handle);
    CCURL_FUNCTION(curl_multi_remove_handle);
    CCURL_FUNCTION(curl_multi_perform);
    CCURL_FUNCTION(curl_multi_poll);
    CCURL_FUNCTION(curl_multi_info_read);
    CCURL_FUNCTION(curl_multi_strerror);
    CCURL_FUNCTION(curl_share_init);
    CCURL_FUNCTION(curl_share_setopt);
    CCURL_FUNCTION(curl_share_cleanup);
    CCURL_FUNCTION(curl_url);
    CCURL_FUNCTION(curl_url_set);
    CCURL_FUNCTION(curl_url_get);
    CCURL_FUNCTION(curl_url_cleanup);
    CCURL_FUNCTION(curl_free);
} ccurl_api;

/// Receives a piece of a header or of a body: `size * count` bytes at `bytes`; returns how many it took.
typedef size_t (*ccurl_receive)(char *bytes, size_t size, size_t count, void *_Nullable context);

/// Loads libcurl from `name` (CCURL_LIBRARY) and fills the table.
///
/// Returns null, or the reason why it could not: the loader's message, or the name of a function that an old libcurl
/// lacks. The text stays valid until the next call of dlopen or dlsym. The library is never unloaded.
static inline const char *_Nullable ccurl_load(ccurl_api *api, const char *name) {
    void *library = dlopen(name, RTLD_LAZY | RTLD_LOCAL);
    if (!library) {
        const char *reason = dlerror();
        return reason ? reason : "dlopen failed";
    }
#define CCURL_FIND(name)                                                       \
    *(void **)&api->name##_ = dlsym(library, #name);                           \
    if (!*(void **)&api->name##_) return "it has no function " #name
    CCURL_FIND(curl_global_init);
    CCURL_FIND(curl_slist_append);
    CCURL_FIND(curl_slist_free_all);
    CCURL_FIND(curl_easy_init);
    CCURL_FIND(curl_easy_cleanup);
    CCURL_FIND(curl_easy_setopt);
    CCURL_FIND(curl_easy_getinfo);
    CCURL_FIND(curl_easy_strerror);
    CCURL_FIND(curl_version_info);
    CCURL_FIND(curl_multi_init);
    CCURL_FIND(curl_multi_setopt);
    CCURL_FIND(curl_multi_cleanup);
    CCURL_FIND(curl_multi_add_handle);
    CCURL_FIND(curl_multi_remove_handle);
    CCURL_FIND(curl_multi_perform);
    CCURL_FIND(curl_multi_poll);
    CCURL_FIND(curl_multi_info_read);
    CCURL_FIND(curl_multi_strerror);
    CCURL_FIND(curl_share_init);
    CCURL_FIND(curl_share_setopt);
    CCURL_FIND(curl_share_cleanup);
    CCURL_FIND(curl_url);
    CCURL_FIND(curl_url_set);
    CCURL_FIND(curl_url_get);
    CCURL_FIND(curl_url_cleanup);
    CCURL_FIND(curl_free);
#undef CCURL_FIND
    return NULL;
}
#undef CCURL_FUNCTION

// Swift cannot call a variadic function. One wrapper for each type of argument that an option may take.

/// Prepares libcurl, before any other call, and with `tls` its TLS library, too.
///
/// OpenSSL reads its settings then, which takes 0.6 ms. Without, it does so at the first handshake by itself (since 1.1.0).
static inline CURLcode ccurl_global_init(const ccurl_api *api, int tls) {
    return api->curl_global_init_(tls ? CURL_GLOBAL_DEFAULT : CURL_GLOBAL_DEFAULT & ~CURL_GLOBAL_SSL);
}

/// Sets an option of type `long` (numbers, switches, bit masks).
static inline CURLcode ccurl_set_long(const ccurl_api *api, CURL *easy, CURLoption option, long value) {
    return api->curl_easy_setopt_(easy, option, value);
}

/// Sets an option of a multi handle that has type `long`.
static inline CURLMcode ccurl_set_multi_long(const ccurl_api *api, CURLM *multi, CURLMoption option, long value) {
    return api->curl_multi_setopt_(multi, option, value);
}

/// Lets the handles that are given this share object resume each other's TLS sessions. They have to be used by one thread.
static inline CURLSHcode ccurl_share_sessions(const ccurl_api *api, CURLSH *share) {
    return api->curl_share_setopt_(share, CURLSHOPT_SHARE, CURL_LOCK_DATA_SSL_SESSION);
}

/// Sets an option of type `curl_off_t` (the names end in `_LARGE`).
static inline CURLcode ccurl_set_offset(const ccurl_api *api, CURL *easy, CURLoption option, curl_off_t value) {
    return api->curl_easy_setopt_(easy, option, value);
}

/// Sets an option that takes a string. libcurl copies it.
static inline CURLcode ccurl_set_string(const ccurl_api *api, CURL *easy, CURLoption option, const char *value) {
    return api->curl_easy_setopt_(easy, option, value);
}

/// Sets an option that takes a pointer. libcurl keeps the pointer: what it points to must outlive the handle's use.
static inline CURLcode ccurl_set_pointer(const ccurl_api *api, CURL *easy, CURLoption option, void *_Nullable value) {
    return api->curl_easy_setopt_(easy, option, value);
}

/// Sets the body of a POST, of the size that was set before, which makes the request one. libcurl copies it.
static inline CURLcode ccurl_set_copied_body(const ccurl_api *api, CURL *easy, const void *bytes) {
    return api->curl_easy_setopt_(easy, CURLOPT_COPYPOSTFIELDS, bytes);
}

/// Sets a callback that receives bytes, and the context that it is given.
static inline CURLcode ccurl_set_receiver(
    const ccurl_api *api, CURL *easy, CURLoption function_option, ccurl_receive function, CURLoption context_option,
    void *context) {
    CURLcode result = api->curl_easy_setopt_(easy, function_option, function);
    return result ? result : api->curl_easy_setopt_(easy, context_option, context);
}

/// Sets the callback that makes every socket, and the context that it is given.
static inline CURLcode ccurl_set_socket_callback(
    const ccurl_api *api, CURL *easy, _Nonnull curl_opensocket_callback callback, void *context) {
    CURLcode result = api->curl_easy_setopt_(easy, CURLOPT_OPENSOCKETFUNCTION, callback);
    return result ? result : api->curl_easy_setopt_(easy, CURLOPT_OPENSOCKETDATA, context);
}

/// Called when a connection is ready, a new one or a kept one, before the request is sent; names both ends. What it returns,
/// unless CURL_PREREQFUNC_OK, ends the transfer and the connection.
typedef int (*ccurl_before_request)(
    void *_Nullable context, char *_Nullable address, char *_Nullable own_address, int port, int own_port);

/// Sets that callback, and the context that it is given.
static inline CURLcode ccurl_set_request_callback(
    const ccurl_api *api, CURL *easy, ccurl_before_request callback, void *context) {
    CURLcode result = api->curl_easy_setopt_(easy, CURLOPT_PREREQFUNCTION, callback);
    return result ? result : api->curl_easy_setopt_(easy, CURLOPT_PREREQDATA, context);
}

/// Sets the callback that is told of the progress of a transfer whenever it is driven; what it returns, unless 0, ends the
/// transfer.
static inline CURLcode ccurl_set_progress_callback(
    const ccurl_api *api, CURL *easy, _Nonnull curl_xferinfo_callback callback, void *context) {
    CURLcode result = api->curl_easy_setopt_(easy, CURLOPT_XFERINFOFUNCTION, callback);
    if (!result) result = api->curl_easy_setopt_(easy, CURLOPT_XFERINFODATA, context);
    return result ? result : api->curl_easy_setopt_(easy, CURLOPT_NOPROGRESS, 0L);
}

/// Reads a `long` about the last transfer; 0 if libcurl does not know it.
static inline long ccurl_get_long(const ccurl_api *api, CURL *easy, CURLINFO info) {
    long value = 0;
    return api->curl_easy_getinfo_(easy, info, &value) == CURLE_OK ? value : 0;
}

/// Reads a `curl_off_t` (the names end in `_T`) about the last transfer; 0 if libcurl does not know it.
static inline curl_off_t ccurl_get_offset(const ccurl_api *api, CURL *easy, CURLINFO info) {
    curl_off_t value = 0;
    return api->curl_easy_getinfo_(easy, info, &value) == CURLE_OK ? value : 0;
}

/// Reads the socket of the connection that the transfer used last; CURL_SOCKET_BAD if it is closed.
static inline curl_socket_t ccurl_get_socket(const ccurl_api *api, CURL *easy) {
    curl_socket_t socket = CURL_SOCKET_BAD;
    return api->curl_easy_getinfo_(easy, CURLINFO_ACTIVESOCKET, &socket) == CURLE_OK ? socket : CURL_SOCKET_BAD;
}

/// Reads a text about the transfer, which stays valid until the handle is used again; null if there is none.
static inline const char *_Nullable ccurl_get_text(const ccurl_api *api, CURL *easy, CURLINFO info) {
    char *value = NULL;
    return api->curl_easy_getinfo_(easy, info, &value) == CURLE_OK ? value : NULL;
}

/// Reads a pointer about the transfer, such as CURLINFO_PRIVATE; null if there is none.
static inline void *_Nullable ccurl_get_pointer(const ccurl_api *api, CURL *easy, CURLINFO info) {
    void *value = NULL;
    return api->curl_easy_getinfo_(easy, info, &value) == CURLE_OK ? value : NULL;
}

/// The result that a message of kind CURLMSG_DONE carries (a C union, which is clumsy in Swift).
static inline CURLcode ccurl_message_result(const CURLMsg *message) { return message->data.result; }

/// The ASCII form of a host's name in UTF-8 (RFC 5891 with the mapping of UTS 46): `xn--…`. The caller frees it.
///
/// By libidn2, which libcurl itself uses, loaded for the first such name. Null with `is_missing` where there is no libidn2, and
/// null without where no such name can be.
static inline char *_Nullable ccurl_ascii_host(const char *name, int *is_missing) {
    void *library = dlopen("libidn2.so.0", RTLD_LAZY | RTLD_LOCAL);
    int (*convert)(const unsigned char *, unsigned char **, int) = NULL;
    if (library) *(void **)&convert = dlsym(library, "idn2_lookup_u8");
    *is_missing = !convert;
    if (!convert) return NULL;
    // IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL, as libcurl has it. The text comes from malloc.
    unsigned char *ascii = NULL;
    return convert((const unsigned char *)name, &ascii, 1 | 8) == 0 ? (char *)ascii : NULL;
}

#pragma clang assume_nonnull end

#endif
