// The standard streams as Lua's io library has them: a prompt must share its buffers with scripts that read or write.
#include "bridge.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void wake_up(int number) { (void)number; }

lb_line_status lb_read_line(
    const char *prompt, size_t prompt_count, char **line, size_t *capacity, size_t *count) {
    fwrite(prompt, 1, prompt_count, stdout);
    fflush(stdout);
    struct sigaction action, before;
    memset(&action, 0, sizeof action);  // no SA_RESTART: Ctrl-C ends the read
    sigemptyset(&action.sa_mask);
    action.sa_handler = wake_up;
    sigaction(SIGINT, &action, &before);
    clearerr(stdin);  // a read of the script's that Ctrl-C ended leaves its mark
    errno = 0;
    ssize_t length = getline(line, capacity, stdin);
    bool is_interrupted = length < 0 && errno == EINTR;
    sigaction(SIGINT, &before, NULL);
    if (length < 0) return is_interrupted ? LB_LINE_INTERRUPTED : LB_LINE_END;
    if (length > 0 && (*line)[length - 1] == '\n') length--;
    *count = (size_t)length;
    return LB_LINE;
}

void lb_write_out(const char *bytes, size_t count) {
    fwrite(bytes, 1, count, stdout);
    fflush(stdout);
}

int lb_flush_out(void) {
    errno = 0;
    if (fflush(stdout) != 0) return errno != 0 ? errno : EIO;
    return ferror(stdout) ? -1 : 0;
}
