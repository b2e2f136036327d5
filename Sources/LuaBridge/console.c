// The standard streams as Lua's io library has them: a prompt must share its buffers with scripts that read or write.
#include "bridge.h"

#include <stdio.h>
#include <stdlib.h>

bool lb_read_line(const char *prompt, size_t prompt_count, char **line, size_t *capacity, size_t *count) {
    fwrite(prompt, 1, prompt_count, stdout);
    fflush(stdout);
    ssize_t length = getline(line, capacity, stdin);
    if (length < 0) return false;
    if (length > 0 && (*line)[length - 1] == '\n') length--;
    *count = (size_t)length;
    return true;
}

void lb_write_out(const char *bytes, size_t count) {
    fwrite(bytes, 1, count, stdout);
    fflush(stdout);
}
