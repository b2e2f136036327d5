// The standard streams as Lua's io library has them: a prompt must share its buffers with scripts that read or write.
#include "bridge.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>

static volatile sig_atomic_t end_signal;

// Where the signal comes just before the read begins, nothing would wake that up: so a timer follows.
static void wake_up(int number) {
    if (number != SIGTERM && number != SIGHUP) return;
    end_signal = number;
    struct sigaction action;
    memset(&action, 0, sizeof action);
    sigemptyset(&action.sa_mask);
    action.sa_handler = wake_up;
    sigaction(SIGALRM, &action, NULL);
    const struct itimerval timer = {.it_interval = {0, 50000}, .it_value = {0, 50000}};
    setitimer(ITIMER_REAL, &timer, NULL);
}

int lb_line_end_signal(void) { return end_signal; }

lb_line_status lb_read_line(
    const char *prompt, size_t prompt_count, char **line, size_t *capacity, size_t *count) {
    static const int signals[] = {SIGINT, SIGTERM, SIGHUP};
    enum { COUNT = sizeof signals / sizeof *signals };
    struct sigaction action, alarm_before, before[COUNT];
    memset(&action, 0, sizeof action);  // no SA_RESTART: Ctrl-C ends the read
    sigemptyset(&action.sa_mask);
    action.sa_handler = wake_up;
    sigaction(SIGALRM, NULL, &alarm_before);
    for (int i = 0; i < COUNT; i++) {
        sigaction(signals[i], NULL, &before[i]);
        // What nohup has set to be ignored stays so.
        if (i == 0 || before[i].sa_handler != SIG_IGN) sigaction(signals[i], &action, NULL);
    }
    fwrite(prompt, 1, prompt_count, stdout);
    fflush(stdout);
    clearerr(stdin);  // a read of the script's that Ctrl-C ended leaves its mark
    errno = 0;
    ssize_t length = getline(line, capacity, stdin);
    bool is_interrupted = length < 0 && errno == EINTR;
    if (end_signal != 0) {
        const struct itimerval none = {{0, 0}, {0, 0}};
        setitimer(ITIMER_REAL, &none, NULL);
        sigaction(SIGALRM, &alarm_before, NULL);
    }
    for (int i = 0; i < COUNT; i++) sigaction(signals[i], &before[i], NULL);
    if (end_signal != 0) return LB_LINE_END;
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
