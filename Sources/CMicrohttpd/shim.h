// libmicrohttpd for DemoPortal: its types and constants at compile time, its functions only when a server is started.
//
// libmicrohttpd brings gnutls and its relatives, whose loading costs several milliseconds. A program that starts no
// demo server must not pay for them, so nothing here refers to a symbol of the library: `cmhd_load` fills a table of
// function pointers with dlopen and dlsym. The table has the exact prototypes of <microhttpd.h>, because a call through
// a pointer that is not variadic to a function that is would be undefined behaviour (and wrong on arm64).
//
// Everything of ours is prefixed `cmhd_`.

#ifndef CMICROHTTPD_SHIM_H
#define CMICROHTTPD_SHIM_H

#include <dlfcn.h>
#include <microhttpd.h>

#pragma clang assume_nonnull begin

/// The file that the dynamic loader is asked for.
#define CMHD_LIBRARY "libmicrohttpd.so.12"

/// Declares one member of the table: a pointer to the function MHD_<name>, with that function's own prototype.
#define CMHD_FUNCTION(name) __typeof__(MHD_##name) *name

/// The functions of libmicrohttpd that this program calls. Valid only after `cmhd_load` returned null.
typedef struct cmhd_api {
    CMHD_FUNCTION(start_daemon);
    CMHD_FUNCTION(quiesce_daemon);
    CMHD_FUNCTION(stop_daemon);
    CMHD_FUNCTION(get_connection_info);
    CMHD_FUNCTION(get_connection_values);
    CMHD_FUNCTION(create_response_from_buffer);
    CMHD_FUNCTION(create_response_from_callback);
    CMHD_FUNCTION(add_response_header);
    CMHD_FUNCTION(queue_response);
    CMHD_FUNCTION(destroy_response);
} cmhd_api;

/// Receives a request's target as it came over the wire, before anything is decoded; ends at the first NUL byte.
/// What it returns is what the access handler finds in its last argument.
typedef void *_Nullable (*cmhd_target_handler)(
    void *_Nullable context, const char *_Nullable target, struct MHD_Connection *_Nullable connection);

/// Loads libmicrohttpd from `name` (CMHD_LIBRARY) and fills the table.
///
/// Returns null, or the reason why it could not: the loader's message, or the name of a function that the library
/// lacks. The text stays valid until the next call of dlopen or dlsym. The library is never unloaded.
static inline const char *_Nullable cmhd_load(cmhd_api *api, const char *name) {
    void *library = dlopen(name, RTLD_LAZY | RTLD_LOCAL);
    if (!library) {
        const char *reason = dlerror();
        return reason ? reason : "dlopen failed";
    }
#define CMHD_FIND(name)                                                        \
    *(void **)&api->name = dlsym(library, "MHD_" #name);                       \
    if (!*(void **)&api->name) return "it has no function MHD_" #name
    CMHD_FIND(start_daemon);
    CMHD_FIND(quiesce_daemon);
    CMHD_FIND(stop_daemon);
    CMHD_FIND(get_connection_info);
    CMHD_FIND(get_connection_values);
    CMHD_FIND(create_response_from_buffer);
    CMHD_FIND(create_response_from_callback);
    CMHD_FIND(add_response_header);
    CMHD_FIND(queue_response);
    CMHD_FIND(destroy_response);
#undef CMHD_FIND
    return NULL;
}

/// Starts to answer on a socket that already listens, with one thread for each connection; null if it cannot.
///
/// The daemon owns the socket from here on, also when this returns null after the socket was taken. `context` is
/// handed to all four handlers and must outlive the daemon. Nothing is printed, whatever clients send.
static inline struct MHD_Daemon *_Nullable cmhd_start(
    const cmhd_api *api, int listener, cmhd_target_handler on_target, MHD_AccessHandlerCallback on_request,
    MHD_RequestCompletedCallback on_completed, MHD_NotifyConnectionCallback on_connection, void *context) {
    // MHD_USE_ITC: lets MHD_stop_daemon wake the accepting thread at once.
    const unsigned flags = MHD_USE_POLL_INTERNAL_THREAD | MHD_USE_THREAD_PER_CONNECTION | MHD_USE_ITC;
    return api->start_daemon(
        flags, 0, NULL, NULL, on_request, context,
        MHD_OPTION_LISTEN_SOCKET, (MHD_socket)listener,
        MHD_OPTION_URI_LOG_CALLBACK, on_target, context,
        MHD_OPTION_NOTIFY_COMPLETED, on_completed, context,
        MHD_OPTION_NOTIFY_CONNECTION, on_connection, context,
        MHD_OPTION_END);
}

/// The socket of a connection, which stays libmicrohttpd's; -1 if it has none.
static inline int cmhd_socket(const cmhd_api *api, struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info =
        api->get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    return info ? (int)info->connect_fd : -1;
}

#pragma clang assume_nonnull end

#endif
